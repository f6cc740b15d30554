import { describe, expect, it } from 'vitest';

import { FakeServer, Refusal } from '../testing/fake-server.ts';
import { createApi, unwrap } from './client.ts';
import { ApiProblem, readProblem } from './problem.ts';
import { isWorthRetrying, pollingDelay, pollWhile } from './query-client.ts';

const problem = (status: number): ApiProblem => new ApiProblem({ status, code: 'x' });

describe('a refused request', () => {
  it('is thrown with its code, its fields and its further members', async () => {
    const server = new FakeServer().on(
      'GET /me',
      new Refusal(409, { code: 'run_active', title: 'Conflict', detail: 'Busy', run_id: 7, errors: [{ pointer: '/name', detail: 'Taken' }] }),
    );
    const asking = unwrap(createApi(server, 'http://app.test').GET('/api/v1/me'));
    const error = await asking.catch((thrown: unknown) => thrown as ApiProblem);
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({ status: 409, code: 'run_active', detail: 'Busy', members: { run_id: 7 } });
    expect((error as ApiProblem).errors).toEqual([{ pointer: '/name', detail: 'Taken', code: 'invalid', values: {} }]);
  });

  it.each([undefined, '', '<html>', { title: 'no code' }, []])('is a problem even when its body is %j', (body) => {
    expect(readProblem(502, body)).toMatchObject({ status: 502, code: 'unreadable', errors: [] });
  });
});

describe('trying again', () => {
  it('helps against a broken line, a full server and a limit, at most twice', () => {
    expect(isWorthRetrying(0, new TypeError('Failed to fetch'))).toBe(true);
    expect(isWorthRetrying(1, problem(503))).toBe(true);
    expect(isWorthRetrying(0, problem(429))).toBe(true);
    expect(isWorthRetrying(2, problem(503))).toBe(false);
  });

  it('does not help against a refusal or a fault of ours', () => {
    expect([401, 403, 404, 409, 422, 500].map((status) => isWorthRetrying(0, problem(status)))).toEqual(
      Array<boolean>(6).fill(false),
    );
  });
});

describe('asking how something goes', () => {
  it('becomes less frequent the longer it takes', () => {
    const delays = [0, 9_999, 10_000, 119_999, 120_000, 3_600_000].map(pollingDelay);
    expect(delays).toEqual([1_000, 1_000, 2_500, 2_500, 10_000, 10_000]);
  });

  it('stops when nothing is under way', () => {
    expect(pollWhile(false, '2026-11-23T10:00:00Z')).toBe(false);
    expect(pollWhile(true, null)).toBe(1_000);
    expect(pollWhile(true, '2026-11-23T10:00:00Z', Date.parse('2026-11-23T10:01:00Z'))).toBe(2_500);
  });
});
