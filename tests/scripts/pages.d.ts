// What the scripts of the pages find beside them: htmx, as far as it is used, and its events.

interface HtmxDetail {
  xhr: XMLHttpRequest;
  target: HTMLElement;
  /** Whether the answer was a good one; not there where the request was not even sent. */
  successful?: boolean;
  requestConfig: { verb: string; path: string };
  shouldSwap: boolean;
  isError: boolean;
}

interface HtmxRequestDetail {
  verb: string;
  parameters: Record<string, string>;
}

interface HtmxEvents {
  "htmx:configRequest": CustomEvent<HtmxRequestDetail>;
  "htmx:load": CustomEvent<unknown>;
  "htmx:beforeRequest": CustomEvent<HtmxDetail>;
  "htmx:beforeOnLoad": CustomEvent<HtmxDetail>;
  "htmx:beforeSwap": CustomEvent<HtmxDetail>;
  "htmx:afterSwap": CustomEvent<HtmxDetail>;
  "htmx:afterSettle": CustomEvent<HtmxDetail>;
  "htmx:afterRequest": CustomEvent<HtmxDetail>;
  "htmx:afterOnLoad": CustomEvent<HtmxDetail>;
  "htmx:sendError": CustomEvent<HtmxDetail>;
  "htmx:responseError": CustomEvent<HtmxDetail>;
}

interface DocumentEventMap extends HtmxEvents {}
interface HTMLElementEventMap extends HtmxEvents {}

declare const htmx: {
  trigger(element: string, event: string): void;
  ajax(verb: string, path: string, context: { source: Element; target: string; swap: string }): Promise<void>;
};
