/* The design tokens as a static sheet, so that the first paint has the right look and nothing of it hangs on attributes
   that belong to the host: spacing, type, shape, motion and the light colours hold always; `data-color-mode` and
   `data-contrast-mode`, or the system's wish for contrast, choose the others. Hosts write `data-theme` as they like
   (platform contract 4.5), so it is not read. Made from the installed package, never kept. */
import { createRequire } from 'node:module';

import type { Plugin } from 'vite';

const ID = 'virtual:design-tokens.css';
const DARK = '[data-color-mode="dark"]';
const MORE = '[data-contrast-mode="more"]';
const MAY_BE_MORE = ':not([data-contrast-mode="no-preference"])';

interface Theme {
  /** What stands before the rule: key frames. */
  before: string;
  declarations: readonly string[];
}

const require = createRequire(import.meta.url);

/** One theme of the package, which is one rule under a selector of its own. */
function readTheme(name: string): Theme {
  const { default: css } = require(`@atlaskit/tokens/dist/cjs/artifacts/themes/atlassian-${name}`) as { default: string };
  const at = css.search(/^html\[/m);
  const open = css.indexOf('{', at);
  const close = css.indexOf('}', open);
  if (at < 0 || css.slice(close + 1).trim() !== '') throw new Error(`The theme ${name} is not one rule any more.`);
  return { before: css.slice(0, at), declarations: css.slice(open + 1, close).split(';\n').map((line) => line.trim()).filter(Boolean) };
}

const rule = (selector: string, declarations: readonly string[]): string => `${selector}{${declarations.join(';')}}`;

const without = ({ declarations }: Theme, base: Theme): string[] => {
  const known = new Set(base.declarations);
  return declarations.filter((line) => !known.has(line));
};

export function buildSheet(): string {
  const always = ['spacing', 'shape', 'typography', 'motion'].map(readTheme);
  const [light, dark] = [readTheme('light'), readTheme('dark')];
  const moreLight = without(readTheme('light-increased-contrast'), light);
  const moreDark = without(readTheme('dark-increased-contrast'), dark);
  return [
    ...always.map(({ before, declarations }) => before + rule('html', declarations)),
    rule('html,[data-subtree-theme][data-color-mode="light"]', light.declarations),
    `@media (prefers-contrast:more){${rule(`html${MAY_BE_MORE}`, moreLight)}}`,
    rule(`html${MORE}`, moreLight),
    rule(`html${DARK},[data-subtree-theme]${DARK}`, dark.declarations),
    `@media (prefers-color-scheme:dark){${rule('html[data-color-mode="auto"]', dark.declarations)}}`,
    `@media (prefers-contrast:more){${rule(`html${DARK}${MAY_BE_MORE}`, moreDark)}}`,
    `@media (prefers-contrast:more) and (prefers-color-scheme:dark){${rule(`html[data-color-mode="auto"]${MAY_BE_MORE}`, moreDark)}}`,
    rule(`html${DARK}${MORE}`, moreDark),
  ].join('\n');
}

export const designTokens = (): Plugin => ({
  name: 'design-tokens',
  resolveId: (id) => (id === ID ? `\0${ID}` : undefined),
  load: (id) => (id === `\0${ID}` ? buildSheet() : undefined),
});
