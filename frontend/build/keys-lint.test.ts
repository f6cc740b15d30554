import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';

import keysLint from './keys-lint.mjs';

const linter = new Linter();
const count = (code: string, file = 'src/features/runs/queries.ts'): number =>
  linter.verify(code, [{ files: ['**/*.ts'] }, keysLint], file).length;

describe('the key of a query', () => {
  it.each([
    "useQuery({ queryKey: ['runs'], queryFn });",
    'useQuery({ queryKey: [...RUNS, id], queryFn });',
    "client.setQueryData(['runs', id], run);",
    "client.getQueryState(['runs', id]);",
    'client.invalidateQueries({ queryKey: keys.runs.all });',
  ])('comes from the factory, unlike %s', (code) => {
    expect(count(code)).toBe(1);
    expect(count(code, 'src/shared/queries/keys.ts')).toBe(0);
  });

  it.each([
    'useQuery({ queryKey: keys.runs.one(id), queryFn });',
    'client.setQueryData(keys.runs.one(id), run);',
    'void refresh(client, [keys.runs.all]);',
    'client.invalidateQueries();',
  ])('comes from the factory, like %s', (code) => {
    expect(count(code)).toBe(0);
  });
});
