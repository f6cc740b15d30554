/* Atlaskit's atomic rules have equal specificity, so their order decides; the bundler does not sort them. */
import { sort } from '@compiled/css';
import type { Plugin } from 'vite';

export const sortAtomicCss = (): Plugin => ({
  name: 'sort-atomic-css',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && file.fileName.endsWith('.css')) {
          file.source = sort(String(file.source), { sortAtRulesEnabled: true, sortShorthandEnabled: true });
        }
      }
    },
  },
});
