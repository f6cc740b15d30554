/* What the test environment lacks for dialogs. Import it before anything of the design system. */

window.matchMedia ??= (query: string): MediaQueryList => ({
  matches: false, media: query, onchange: null, addListener: () => undefined, removeListener: () => undefined,
  addEventListener: () => undefined, removeEventListener: () => undefined, dispatchEvent: () => false,
});
Element.prototype.scrollIntoView ??= () => undefined;
