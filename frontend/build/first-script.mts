/* Puts a small classic script right behind the host's own: it runs before anything is painted.
   (A module would run after the first paint, and inline scripts are forbidden.) */
import { readFileSync } from 'node:fs';

import type { Plugin } from 'vite';

const PLACEHOLDER = '<!--host-script-->';
const PAGES = ['index.html', 'refusal.html'];

export const firstScript = (path: string): Plugin => {
  let reference = '';
  return {
    name: 'first-script',
    apply: 'build',
    buildStart() {
      this.addWatchFile(path);
      reference = this.emitFile({ type: 'asset', name: 'first.js', source: readFileSync(path, 'utf8') });
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const script = `<script src="./${this.getFileName(reference)}"></script>`;
        for (const name of PAGES) {
          const page = bundle[name];
          if (page?.type !== 'asset') throw new Error(`There is no ${name} in the bundle.`);
          const html = String(page.source);
          if (!html.includes(PLACEHOLDER)) throw new Error(`${name} has lost its ${PLACEHOLDER}.`);
          page.source = html.replace(PLACEHOLDER, `${PLACEHOLDER}\n    ${script}`);
        }
      },
    },
  };
};
