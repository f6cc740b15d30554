import { describe, expect, it } from 'vitest';

import { ApiProblem } from '../api/problem.ts';
import { en, findMessage } from '../messages/catalogue.ts';
import { fill } from '../messages/translate.ts';
import type { Text } from '../messages/LocaleContext.tsx';
import { describeError } from './describeError.ts';

const text: Text = (key, values = {}) => fill(findMessage(en, key), values, 'en');
const problem = (status: number, code: string, detail = ''): ApiProblem => new ApiProblem({ status, code, detail });

describe('what an error says', () => {
  it('is the server’s own detail where it gave one', () => {
    expect(describeError(problem(409, 'run_active', 'A run is active.'), text)).toBe('A run is active.');
  });

  it('is about the line when there was no answer at all', () => {
    expect(describeError(new TypeError('Failed to fetch'), text)).toBe(en.common.errorOffline);
  });

  it('is about the visit, or about somebody else’s change, whatever the server calls it', () => {
    expect(describeError(problem(401, 'unauthorized', 'No valid token.'), text)).toBe(en.common.errorSession);
    expect(describeError(problem(409, 'version_conflict', 'Version 4.'), text)).toBe(en.common.errorConflict);
  });

  it('names the status of an answer that cannot be read', () => {
    expect(describeError(problem(502, 'unreadable'), text)).toContain('502');
  });
});
