/* Scrolls a row so that the menu of its picker has room, once no button of the pointer is pressed: what moves between
   pressing and letting go is not clicked. */
import { type FocusEvent, type RefObject, useRef } from 'react';

export function useRoomForMenus(row: RefObject<HTMLElement | null>) {
  const isPressed = useRef(false);
  const makeRoom = (): void => row.current?.scrollIntoView({ block: 'nearest' });
  const release = (then?: () => void): void => {
    window.addEventListener(
      'pointerup',
      () => {
        isPressed.current = false;
        // After the click that this may become.
        if (then) setTimeout(then);
      },
      { once: true, capture: true },
    );
  };
  return {
    onPointerDownCapture: (): void => {
      isPressed.current = true;
      release();
    },
    onFocus: (event: FocusEvent): void => {
      if (event.target.getAttribute('role') !== 'combobox') return;
      if (isPressed.current) release(makeRoom);
      else makeRoom();
    },
  };
}
