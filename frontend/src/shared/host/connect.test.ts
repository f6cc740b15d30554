import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { askHost, connectHost, routeOf } from './connect.ts';
import type { ConnectApi } from './connect-api.ts';
import { keepToken, TOKEN_KEPT_MS } from './token.ts';

describe('the token', () => {
  it('is asked for once while it is fresh, then again', async () => {
    let now = 0;
    let asked = 0;
    const source = keepToken(() => Promise.resolve(`t${(asked += 1)}`), () => now);
    expect([await source.get(), await source.get()]).toEqual(['t1', 't1']);
    now = TOKEN_KEPT_MS;
    expect(await source.get()).toBe('t2');
  });

  it('is not kept when the host did not give one', async () => {
    let asked = 0;
    const source = keepToken(() => ((asked += 1) === 1 ? Promise.reject(new Error('no')) : Promise.resolve('t')));
    await expect(source.get()).rejects.toThrow('no');
    expect(await source.get()).toBe('t');
  });

  it('is forgotten when the back end refused it, but not a newer one', async () => {
    let asked = 0;
    const source = keepToken(() => Promise.resolve(`t${(asked += 1)}`));
    await source.get();
    source.drop('another');
    expect(await source.get()).toBe('t1');
    source.drop('t1');
    expect(await source.get()).toBe('t2');
  });
});

describe('a question to the host', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('fails when the host stays silent', async () => {
    const answer = askHost('token', () => undefined, 1000);
    const expected = expect(answer).rejects.toThrow('The host did not answer: token');
    await vi.advanceTimersByTimeAsync(1000);
    await expected;
  });
});

describe('the Connect host', () => {
  const sent: Request[] = [];
  let statuses: number[] = [];

  beforeEach(() => {
    sent.length = 0;
    vi.stubGlobal('fetch', (request: Request) => {
      sent.push(request);
      return Promise.resolve(new Response('{}', { status: statuses.shift() ?? 200 }));
    });
  });
  afterEach(() => void vi.unstubAllGlobals());

  function api(part: Partial<ConnectApi> = {}): ConnectApi {
    let given = 0;
    return { context: { getToken: (callback) => callback(`t${(given += 1)}`) }, ...part };
  }

  it('sends every call with the caller’s token', async () => {
    await connectHost(api()).fetch(new Request('http://app.test/api/v1/me'));
    expect(sent[0]?.headers.get('Authorization')).toBe('JWT t1');
  });

  it('asks for a new token once when the old one was refused, and sends the body again', async () => {
    statuses = [401, 200];
    const request = new Request('http://app.test/x', { method: 'POST', body: '{"a":1}' });
    const response = await connectHost(api()).fetch(request);
    expect(response.status).toBe(200);
    expect(sent.map((one) => one.headers.get('Authorization'))).toEqual(['JWT t1', 'JWT t2']);
    expect(await sent[1]?.text()).toBe('{"a":1}');
  });

  it('hands on the second refusal', async () => {
    statuses = [401, 401];
    expect((await connectHost(api()).fetch(new Request('http://app.test/x'))).status).toBe(401);
    expect(sent).toHaveLength(2);
  });

  it('reads the language as a language tag, and does without it', async () => {
    const german = connectHost(api({ user: { getLocale: (callback) => callback('de_DE') } }));
    expect(await german.getLocale()).toBe('de-DE');
    expect(await connectHost(api()).getLocale()).toBeNull();
  });

  it('opens the page when the host stays silent about language and time zone', async () => {
    vi.useFakeTimers();
    const silent = connectHost(api({ user: { getLocale: () => undefined, getTimeZone: () => undefined } }));
    const asking = Promise.all([silent.getLocale(), silent.getTimeZone()]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await asking).toEqual([null, null]);
    vi.useRealTimers();
  });

  it('fails a call when the host gives no token, and asks anew for the next one', async () => {
    vi.useFakeTimers();
    let asked = 0;
    const host = connectHost(api({ context: { getToken: (callback) => ((asked += 1) > 1 ? callback('late') : undefined) } }));
    const failing = expect(host.fetch(new Request('http://app.test/x'))).rejects.toThrow('The host did not answer: token');
    await vi.advanceTimersByTimeAsync(15_000);
    await failing;
    vi.useRealTimers();
    await host.fetch(new Request('http://app.test/x'));
    expect(sent.map((one) => one.headers.get('Authorization'))).toEqual(['JWT late']);
  });

  it('does what the host can, and nothing where it cannot', () => {
    const asked: string[] = [];
    const able = connectHost(api({
      sizeToParent: (hideFooter) => asked.push(`size ${hideFooter}`), theming: { initializeTheming: () => asked.push('theme') },
    }));
    const unable = connectHost(api());
    for (const host of [able, unable]) {
      host.fillWindow();
      host.followTheme();
      host.showFlag({ kind: 'info', title: 'Hello' });
    }
    expect(asked).toEqual(['size true', 'theme']);
    expect(unable.routes).toBeNull();
  });

  it('keeps the address in the host and hears its Back button', () => {
    const moves: string[] = [];
    let goBack: (event: unknown) => void = () => undefined;
    const history = {
      getState: () => '/users', pushState: (route: string) => moves.push(`push ${route}`),
      replaceState: (route: string) => moves.push(`replace ${route}`),
      popState: (callback: (event: unknown) => void) => { goBack = callback; },
    };
    const { routes } = connectHost(api({ history }));
    routes?.push('/runs/1');
    routes?.replace('/runs/2');
    routes?.onBack((route) => moves.push(`back ${route}`));
    goBack({ hash: '#!/tasks' });
    expect([routes?.read(), moves]).toEqual(['/users', ['push /runs/1', 'replace /runs/2', 'back /tasks']]);
  });

  it('keeps flags of errors until they are closed', () => {
    const shown: unknown[] = [];
    const host = connectHost(api({ flag: { create: (detail) => shown.push(detail) } }));
    host.showFlag({ kind: 'error', title: 'No' });
    host.showFlag({ kind: 'success', title: 'Yes', body: 'Done' });
    expect(shown).toEqual([
      { title: 'No', body: '', type: 'error', close: 'manual' },
      { title: 'Yes', body: 'Done', type: 'success', close: 'auto' },
    ]);
  });

  it('understands the ways in which hosts tell the address after Back', () => {
    expect(routeOf('/users')).toBe('/users');
    expect(routeOf({ key: '/runs/1', hash: '#!x' })).toBe('/runs/1');
    expect(routeOf({ hash: '#!/tasks' })).toBe('/tasks');
    expect(routeOf(undefined)).toBe('');
  });
});
