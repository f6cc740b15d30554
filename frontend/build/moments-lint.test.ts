import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

import momentsLint from './moments-lint.mjs';

const linter = new Linter();
const parsed = { languageOptions: { parser: tseslint.parser, parserOptions: { ecmaFeatures: { jsx: true } } } } as Linter.Config;
const find = (code: string, file = 'src/features/runs/Somewhere.tsx'): number =>
  linter.verify(code, [{ files: ['**/*.tsx'], ...parsed }, momentsLint], file).length;

describe('a moment that is shown past the one rule', () => {
  it.each([
    "import { useMoments } from '../src/shared/messages/LocaleContext.tsx';",
    "import { buildMoments } from '../src/shared/format/moments.ts';",
    'const said = new Intl.DateTimeFormat(locale).format(at);',
    'const said = new Date(at).toLocaleString();',
    'const cell = <time dateTime={at}>{said}</time>;',
    'const cell = <td className="nowrap">{entry.created_at}</td>;',
    "const said = text('runs.heldUntil', { when: run.held_until });",
    'const cell = <td>{`since ${run.started_at}`}</td>;',
  ])('is found: %s', (code) => {
    expect(find(code)).toBe(1);
  });

  it.each([
    '<TimeText iso={entry.created_at} as="exact" />',
    '<>{run.started_at && <TimeText iso={run.started_at} />}</>',
    "rich('runs.heldUntil', { when: <TimeText iso={run.held_until} /> })",
    'format.day(expires_on)',
  ])('is not meant by: %s', (code) => {
    expect(find(`const shown = ${code};`)).toBe(0);
  });
});
