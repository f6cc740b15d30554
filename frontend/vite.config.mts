/* How the page is built: static files under relative addresses, no inline script, one sorted style sheet. */
import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

import { designTokens } from './build/design-tokens.mts';
import { firstScript } from './build/first-script.mts';
import { sortAtomicCss } from './build/sort-atomic-css.mts';

const inProject = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: './',
  plugins: [react(), designTokens(), firstScript(inProject('./src/shared/host/first.js')), sortAtomicCss()],
  resolve: {
    dedupe: ['react', 'react-dom'],
    alias: [
      {
        find: /^@atlaskit\/feature-gate-js-client(\/.*)?$/,
        replacement: inProject('./src/shared/stubs/feature-gates.ts'),
      },
    ],
  },
  define: { 'process.env.CI': 'undefined', 'process.env.TOKENS_SKIP_BABEL': 'undefined' },
  build: {
    target: 'es2022',
    manifest: true,
    modulePreload: { polyfill: false },
    // One sheet for both pages: the server fills in the one for refusals, which has no code of its own.
    cssCodeSplit: false,
    rollupOptions: { input: [inProject('./index.html'), inProject('./refusal.html')] },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/shared/testing/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}', 'build/*.test.ts'],
    server: { deps: { inline: [/@atlaskit\//, /@compiled\//] } },
    restoreMocks: true,
  },
});
