/* The design tokens as a static sheet, so that the first paint already has the right colours
   (the components' own provider loads them later). Made from the installed package, never kept. */
import { createRequire } from 'node:module';

import type { Plugin } from 'vite';

const ID = 'virtual:design-tokens.css';

interface ThemeStyle {
  id: string;
  css: string;
}
type GetThemeStyles = (wanted: Record<string, string>) => Promise<ThemeStyle[]>;

const WANTED = {
  colorMode: 'auto',
  light: 'light',
  dark: 'dark',
  spacing: 'spacing',
  shape: 'shape',
  typography: 'typography',
  motion: 'motion',
};

export const designTokens = (): Plugin => ({
  name: 'design-tokens',
  resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
  async load(id) {
    if (id !== `\0${ID}`) return undefined;
    // The package asks a feature-flag client that nobody has started; every gate is closed here.
    Object.assign(globalThis, { __PLATFORM_FEATURE_FLAGS__: { booleanResolver: () => false } });
    const require = createRequire(import.meta.url);
    const { default: getThemeStyles } = require('@atlaskit/tokens/dist/cjs/get-theme-styles') as {
      default: GetThemeStyles;
    };
    const styles = await getThemeStyles(WANTED);
    return styles.map((style) => style.css).join('\n');
  },
});
