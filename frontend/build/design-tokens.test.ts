import { describe, expect, it } from 'vitest';

import { buildSheet } from './design-tokens.mts';

const sheet = buildSheet();
const rules = [...sheet.replace(/@keyframes[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(
  ([, selector = '', body = '']) => ({ selector: selector.trim(), body }),
);
const bodiesOf = (selector: string): string => rules.filter((rule) => rule.selector === selector).map(({ body }) => body).join(';');

describe('the design tokens', () => {
  it('hang on no attribute that hosts write as they like', () => {
    expect(sheet).not.toContain('data-theme');
  });

  it('have spacing, type, shape and motion without any attribute', () => {
    for (const token of ['--ds-space-100', '--ds-font-body', '--ds-radius-small', '--ds-modal-enter']) {
      expect(bodiesOf('html')).toContain(`${token}:`);
    }
  });

  it('have light colours without any attribute, and dark ones by the colour mode alone', () => {
    const [light, dark] = [
      bodiesOf('html,[data-subtree-theme][data-color-mode="light"]'),
      bodiesOf('html[data-color-mode="dark"],[data-subtree-theme][data-color-mode="dark"]'),
    ];
    expect(light).toMatch(/color-scheme: ?light/);
    expect(dark).toMatch(/color-scheme: ?dark/);
    expect(dark).toContain('--ds-text:');
  });

  it('have more contrast where somebody wishes it', () => {
    expect(bodiesOf('html[data-contrast-mode="more"]')).toContain('--ds-border');
    expect(bodiesOf('html[data-color-mode="dark"][data-contrast-mode="more"]')).toContain('--ds-border');
    expect(sheet).toContain('@media (prefers-contrast:more)');
  });
});
