/* How the menus of pickers are placed. In a modal dialog, which scrolls and clips, they must be fixed to the window;
   in a popup, which is moved by a transform, they must not. */
import { createContext, useContext } from 'react';

export type MenuPosition = 'absolute' | 'fixed';

const MenuPlace = createContext<MenuPosition>('absolute');

export const MenuPlaceProvider = MenuPlace.Provider;
export const useMenuPosition = (): MenuPosition => useContext(MenuPlace);
