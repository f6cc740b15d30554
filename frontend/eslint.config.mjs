import designSystem from '@atlaskit/eslint-plugin-design-system';
import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

import entryPointsLint from './build/entry-points-lint.mjs';
import keysLint from './build/keys-lint.mjs';
import momentsLint from './build/moments-lint.mjs';
import roomsLint from './build/rooms-lint.mjs';

const ds = (name) => `@atlaskit/design-system/${name}`;
const off = (...names) => Object.fromEntries(names.map((name) => [ds(name), 'off']));

/* Atlassian's own lint, recommended; every warning fails. What is switched off is answered here. */
const atlassian = [
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { '@atlaskit/design-system': designSystem },
    rules: {
      ...Object.fromEntries(Object.entries(designSystem.configs['recommended/flat'].rules).map(([name, level]) => [name, level === 'off' ? level : 'error'])),
      // Paragraphs, headings of parts, code and buttons that look like text or tiles are plain HTML in the tokens' fonts
      // and colours (src/shared/styles): one sheet for all, no step that compiles styles, and the right elements for readers.
      ...off('use-primitives-text', 'use-heading', 'no-html-heading', 'no-html-button', 'no-html-code'),
      // A placeholder gives an example or says what to search; each of these fields has its label, and its help where needed.
      ...off('no-placeholder'),
      // The limits are far beyond what anybody types; a counter would only ask for attention.
      ...off('use-character-counter-field'),
      // Our fields are controlled by forms that read the server's answers; their messages are live regions of their own.
      ...off('use-simple-field', 'use-field-message-wrapper'),
    },
  },
  // The links of the page itself: they keep the address in the host, which Atlaskit's do not know.
  { files: ['src/shared/routing/Link.tsx', 'src/app/Shell.tsx'], rules: off('no-html-anchor') },
  // Bars and charts that are drawn, with their words and a table beside them.
  { files: ['src/features/dashboard/AppTile.tsx', 'src/features/dashboard/history/LineChart.tsx'], rules: off('no-html-image') },
  // A native radio button in the tokens' colours; its fieldset and label are there.
  { files: ['src/shared/forms/RadioField.tsx'], rules: off('no-html-radio') },
  // Their parents scroll sideways or clip, so a menu inside them would be cut off.
  { files: ['src/features/settings/notifications/ChannelTable.tsx', 'src/features/tasks/actions/ActionsField.tsx', 'src/features/tasks/list/TaskMenu.tsx'], rules: off('use-should-render-to-parent') },
  // A secret is shown once: its dialog is left by its own button alone, and it has to be selected to be copied.
  { files: ['src/features/settings/notifications/SecretDialog.tsx'], rules: off('use-modal-dialog-close-button', 'no-readonly-or-disabled-inputs') },
  // Dragging is an extra for the mouse on a list of a few rows; the buttons beside it do the same for everybody.
  { files: ['src/features/tasks/actions/ActionRow.tsx'], rules: off('no-direct-use-of-web-platform-drag-and-drop') },
];

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'src/shared/api/schema.d.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Asked for by Atlassian's own lint (use-should-render-to-parent): its successor is behind a gate that is closed here.
      '@typescript-eslint/no-deprecated': ['error', { allow: ['shouldRenderToParent'] }],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
    },
  },
  {
    files: ['**/*.test.{ts,tsx}', 'src/shared/testing/*.{ts,tsx}'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  momentsLint,
  entryPointsLint,
  ...roomsLint,
  keysLint,
  ...atlassian,
  { files: ['scripts/*.mjs'], languageOptions: { globals: globals.node } },
  { files: ['scripts/*.cjs'], languageOptions: { globals: globals.node, sourceType: 'commonjs' } },
  { files: ['src/shared/host/first.js'], languageOptions: { globals: globals.browser, sourceType: 'script' } },
);
