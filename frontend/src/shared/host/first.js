/* Runs before the first paint. Lets the host choose the colours; where no host speaks up, the system does. */
(function () {
  'use strict';
  var root = document.documentElement;
  if (window.AP && window.AP.theming) {
    window.AP.theming.initializeTheming();
  } else if (!window.__bridge) {
    root.setAttribute('data-color-mode', window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  }
}());
