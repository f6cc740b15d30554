import { describe, expect, it } from 'vitest';

import { fetchResult } from './download.ts';

describe('downloading a result', () => {
  it('goes through the host, which adds the token', async () => {
    const asked: string[] = [];
    const host = {
      fetch: (request: Request) => {
        asked.push(new URL(request.url).pathname);
        return Promise.resolve(new Response('{"version": 1}'));
      },
    };
    const file = await fetchResult(host, 12, 'json');
    expect(asked).toEqual(['/api/v1/runs/12/result.json']);
    expect(await file.text()).toBe('{"version": 1}');
  });

  it('gives the server’s reason when it is refused', async () => {
    const problem = { status: 404, code: 'not_found', title: 'Not found', detail: 'There is no such run.' };
    const host = { fetch: () => Promise.resolve(Response.json(problem, { status: 404 })) };
    await expect(fetchResult(host, 12, 'csv')).rejects.toMatchObject({ code: 'not_found', detail: 'There is no such run.' });
  });
});
