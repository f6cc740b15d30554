/* Escape in an open menu closes the menu alone, not the dialog around it. */
import type { KeyboardEvent } from 'react';

/** For `onKeyDown` around the content of a dialog: the dialog listens at the window and must not hear of it. */
export function keepEscape(event: KeyboardEvent): void {
  const isMenuOpen = event.target instanceof Element && event.target.getAttribute('aria-expanded') === 'true';
  if (event.key === 'Escape' && isMenuOpen) event.stopPropagation();
}
