/* The colour mode that the host last set on <html>, as something React can follow; `auto` is the system's. */
import { useSyncExternalStore } from 'react';

export type ColorMode = 'light' | 'dark';

const root = document.documentElement;
// Not every environment has it (the tests' has not).
const system = 'matchMedia' in window ? window.matchMedia('(prefers-color-scheme: dark)') : null;

function readColorMode(): ColorMode {
  const told = root.getAttribute('data-color-mode');
  return told === 'dark' || (told === 'auto' && system?.matches) ? 'dark' : 'light';
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(root, { attributes: true, attributeFilter: ['data-color-mode'] });
  system?.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    system?.removeEventListener('change', listener);
  };
}

export const useColorMode = (): ColorMode => useSyncExternalStore(subscribe, readColorMode);
