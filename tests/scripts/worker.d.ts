// What the server writes above the service worker.

declare const RELEASE: string;
declare const FILES: string[];
