/* The colour mode that the host last set on <html>, as something React can follow. */
import { useSyncExternalStore } from 'react';

export type ColorMode = 'light' | 'dark';

const root = document.documentElement;

function readColorMode(): ColorMode {
  return root.getAttribute('data-color-mode') === 'dark' ? 'dark' : 'light';
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(root, { attributes: true, attributeFilter: ['data-color-mode'] });
  return () => observer.disconnect();
}

export const useColorMode = (): ColorMode => useSyncExternalStore(subscribe, readColorMode);
