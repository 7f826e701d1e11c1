// Parts of the page by what they are called, of the kind that a script counts on.

/**
 * The element with this id.
 *
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @param {new () => Kind} [kind]
 * @returns {Kind}
 */
export function byId(id, kind) {
  return checked(document.getElementById(id), kind, `#${id}`);
}

/**
 * The first element within another that a selector matches.
 *
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {ParentNode} parent
 * @param {string} selector
 * @param {new () => Kind} [kind]
 * @returns {Kind}
 */
export function within(parent, selector, kind) {
  return checked(parent.querySelector(selector), kind, selector);
}

/**
 * All elements within another that a selector matches.
 *
 * @param {ParentNode} parent
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
export const allWithin = (parent, selector) => [...parent.querySelectorAll(selector)].filter(isHtml);

/**
 * What was tapped: the nearest element around it that a selector matches.
 *
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function tapped({ target }, selector) {
  const found = target instanceof Element ? target.closest(selector) : null;
  return found instanceof HTMLElement ? found : null;
}

/** @param {Element} element @returns {element is HTMLElement} */
const isHtml = (element) => element instanceof HTMLElement;

/**
 * @template {HTMLElement} Kind
 * @param {Element | null} element
 * @param {(new () => Kind) | undefined} kind
 * @param {string} name
 * @returns {Kind}
 */
function checked(element, kind, name) {
  if (element instanceof (kind ?? HTMLElement)) return /** @type {Kind} */ (element);
  throw new Error(`the page has no ${name} of this kind`);
}
