/* What the test environment lacks for dialogs. Import it before anything of the design system. */

const noMedia = (query: string): MediaQueryList =>
  Object.assign(new EventTarget(), {
    matches: false, media: query, onchange: null, addListener: () => undefined, removeListener: () => undefined,
  });

Object.assign(window, { matchMedia: noMedia });
Object.assign(Element.prototype, { scrollIntoView: () => undefined });
