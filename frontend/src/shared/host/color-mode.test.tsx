import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { useColorMode } from './color-mode.ts';

function Mode() {
  return <p>{useColorMode()}</p>;
}

describe('the colour mode', () => {
  it('is light until the host has spoken, and follows every change', async () => {
    document.documentElement.removeAttribute('data-color-mode');
    const { unmount } = render(<Mode />);
    expect(screen.getByText('light')).toBeVisible();
    document.documentElement.setAttribute('data-color-mode', 'dark');
    expect(await screen.findByText('dark')).toBeVisible();
    document.documentElement.setAttribute('data-color-mode', 'light');
    expect(await screen.findByText('light')).toBeVisible();
    unmount();
  });
});
