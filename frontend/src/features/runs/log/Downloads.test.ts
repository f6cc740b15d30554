import { describe, expect, it } from 'vitest';

import { nameResult } from './Downloads.tsx';

describe('the file of a result', () => {
  it.each([
    ['Reclaim unused Jira licences!', 'rollcall-run-7-reclaim-unused-jira-licences'],
    ['Zugänge für Ökonomen / Köln', 'rollcall-run-7-zugange-fur-okonomen-koln'],
    ['Увольнения', 'rollcall-run-7-увольнения'],
    ['../../etc/passwd', 'rollcall-run-7-etc-passwd'],
    ['!!!', 'rollcall-run-7'],
    ['x'.repeat(200), `rollcall-run-7-${'x'.repeat(60)}`],
  ])('of “%s” says which task it was of', (name, file) => {
    expect(nameResult({ id: 7, name })).toBe(file);
  });
});
