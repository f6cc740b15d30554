import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const root = document.documentElement;

async function runFirst(): Promise<void> {
  vi.resetModules();
  // @ts-expect-error a script without types, as the page loads it
  await import('./first.js');
}

function preferDark(isDark: boolean): void {
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: isDark && query === '(prefers-color-scheme: dark)' }));
}

beforeEach(() => root.removeAttribute('data-color-mode'));
afterEach(() => {
  vi.unstubAllGlobals();
  delete window.AP;
  delete window.__bridge;
});

describe('before the first paint', () => {
  it('a Connect host is asked for the colours, and nothing is guessed', async () => {
    preferDark(true);
    const initializeTheming = vi.fn();
    window.AP = { context: { getToken: () => undefined }, theming: { initializeTheming } };
    await runFirst();
    expect(initializeTheming).toHaveBeenCalledOnce();
    expect(root).not.toHaveAttribute('data-color-mode');
  });

  it('a Forge host sets them by itself', async () => {
    preferDark(true);
    window.__bridge = { callBridge: () => Promise.resolve() };
    await runFirst();
    expect(root).not.toHaveAttribute('data-color-mode');
  });

  it.each([[true, 'dark'], [false, 'light']])('without a host the system decides (dark: %s)', async (isDark, mode) => {
    preferDark(isDark);
    await runFirst();
    expect(root).toHaveAttribute('data-color-mode', mode);
  });

  it('a Connect host without themes leaves it to the system', async () => {
    preferDark(true);
    window.AP = { context: { getToken: () => undefined } };
    await runFirst();
    expect(root).toHaveAttribute('data-color-mode', 'dark');
  });
});
