/* Puts a small classic script right behind the host's own: it runs before anything is painted.
   (A module would run after the first paint, and inline scripts are forbidden.) */
import { readFileSync } from 'node:fs';

import type { Plugin } from 'vite';

const PLACEHOLDER = '<!--host-script-->';

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
        const page = bundle['index.html'];
        if (page?.type !== 'asset') throw new Error('There is no index.html in the bundle.');
        const html = String(page.source);
        if (!html.includes(PLACEHOLDER)) throw new Error(`index.html has lost its ${PLACEHOLDER}.`);
        const script = `<script src="./${this.getFileName(reference)}"></script>`;
        page.source = html.replace(PLACEHOLDER, `${PLACEHOLDER}\n    ${script}`);
      },
    },
  };
};
