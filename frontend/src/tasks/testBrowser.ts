/* What the test environment lacks for dialogs. Import it before anything of the design system. */

const noMedia = (query: string): MediaQueryList => ({
  matches: false, media: query, onchange: null, addListener: () => undefined, removeListener: () => undefined,
  addEventListener: () => undefined, removeEventListener: () => undefined, dispatchEvent: () => false,
});

Object.assign(window, { matchMedia: noMedia });
Object.assign(Element.prototype, { scrollIntoView: () => undefined });
