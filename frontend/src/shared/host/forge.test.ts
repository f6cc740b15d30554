import { describe, expect, it, vi } from 'vitest';

import { findHost } from './find.ts';
import type { Bridge, BridgeHistory } from './bridge.ts';
import { type Packed, pack, PACKED_HEADER, unpack } from './packing.ts';
import { buildFlag, forgeHost, type RemoteCall, toRemoteCall, toResponse } from './forge.ts';

interface Asked {
  action: string;
  payload: unknown;
}

/** A bridge that answers from the given table and remembers what it was asked. */
function fakeBridge(answers: Record<string, unknown>) {
  const asked: Asked[] = [];
  const callBridge = (action: string, payload?: unknown): Promise<unknown> => {
    asked.push({ action, payload });
    return action in answers ? Promise.resolve(answers[action]) : Promise.reject(new Error(`no ${action}`));
  };
  return { asked, bridge: { callBridge } satisfies Bridge };
}

function fakeHistory(): BridgeHistory & { moves: string[]; pop: (pathname: string, search?: string) => void } {
  const listeners: ((location: { pathname: string; search?: string }, action: string) => void)[] = [];
  const moves: string[] = [];
  return {
    moves,
    location: { pathname: '/users', search: '?text=a' },
    push: (path) => moves.push(`push ${path}`),
    replace: (path) => moves.push(`replace ${path}`),
    listen: (listener) => listeners.push(listener),
    pop: (pathname, search = '') => listeners.forEach((listener) => listener({ pathname, search }, 'POP')),
  };
}

describe('a call through Forge', () => {
  it('carries method, path, query and the JSON body, but no token of ours', async () => {
    const request = new Request('http://frame.test/api/v1/users?x=1', { method: 'POST', body: '{"text":"ü"}' });
    expect(await toRemoteCall(request)).toEqual<RemoteCall>({
      invokeType: 'ui-remote-fetch',
      method: 'POST',
      path: '/api/v1/users?x=1',
      headers: { 'Content-Type': 'application/json' },
      body: { text: 'ü' },
    });
  });

  it('has no body when there is none', async () => {
    expect(await toRemoteCall(new Request('http://frame.test/api/v1/me'))).not.toHaveProperty('body');
  });

  it('answers like a fetch, for successes and for refusals', async () => {
    const payload = { status: 200, headers: { 'content-type': ['application/json'], 'content-length': '7' }, body: { a: 1 } };
    const refused = { status: 409, headers: { 'content-type': 'application/problem+json' }, body: { code: 'run_active' } };
    const success = await forgeHost(fakeBridge({ getContext: {}, invoke: { success: true, payload } }).bridge);
    const refusal = await forgeHost(fakeBridge({ getContext: {}, invoke: { success: false, error: refused } }).bridge);
    const good = await success.fetch(new Request('http://frame.test/x'));
    expect([good.status, await good.json()]).toEqual([200, { a: 1 }]);
    const bad = await refusal.fetch(new Request('http://frame.test/x'));
    expect([bad.status, await bad.json()]).toEqual([409, { code: 'run_active' }]);
  });

  it('fails like a broken line when Forge gives no answer', async () => {
    const host = await forgeHost(fakeBridge({ getContext: {}, invoke: { success: false } }).bridge);
    await expect(host.fetch(new Request('http://frame.test/x'))).rejects.toThrow('The host did not answer: a request');
  });

  it('unpacks a file that the back end had to put into JSON', async () => {
    const response = await toResponse({
      status: 200,
      headers: { 'rollcall-content-type': 'text/csv; charset=utf-8', 'content-type': 'application/json' },
      body: { text: 'name\r\nÄnne' },
    });
    expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
    expect(await response.text()).toBe('name\r\nÄnne');
  });

  it('has no body where none is allowed', async () => {
    expect(await (await toResponse({ status: 204, headers: {}, body: null })).text()).toBe('');
  });
});

describe('what Forge’s proxy does not carry', () => {
  const entries = (count: number): string =>
    JSON.stringify({ values: Array.from({ length: count }, (_unused, index) => `somebody.${index}.of.the.rather.large.company@example.com`) });

  it('is packed on its way to the server, and small bodies are not', async () => {
    const text = entries(10_000);
    expect(text.length).toBeGreaterThan(500_000);
    const call = await toRemoteCall(new Request('http://frame.test/x', { method: 'POST', body: text }));
    expect(call?.headers[PACKED_HEADER]).toBe('gzip');
    expect(JSON.stringify(call?.body).length).toBeLessThan(500_000);
    expect(await unpack(call?.body as Packed)).toBe(text);
    const small = await toRemoteCall(new Request('http://frame.test/x', { method: 'POST', body: entries(3) }));
    expect(small?.headers).not.toHaveProperty(PACKED_HEADER);
  });

  it('is refused with its reason when packing does not help', async () => {
    const noise = Array.from({ length: 40_000 }, () => Math.random().toString(36).slice(2)).join('');
    const { asked, bridge } = fakeBridge({ getContext: {} });
    const host = await forgeHost(bridge);
    const body = JSON.stringify({ noise: noise.repeat(1) + Array.from({ length: 60_000 }, () => Math.random().toString(36)).join('') });
    const response = await host.fetch(new Request('http://frame.test/x', { method: 'POST', body }));
    expect([response.status, await response.json()]).toEqual([413, { status: 413, code: 'request_too_large' }]);
    expect(asked.map(({ action }) => action)).not.toContain('invoke');
  });

  it('is unpacked on its way back', async () => {
    const body = await pack('{"items":["ä"]}');
    const response = await toResponse({ status: 200, headers: { [PACKED_HEADER]: 'gzip' }, body });
    expect(await response.json()).toEqual({ items: ['ä'] });
  });

  it.each([
    ['Remote could not verify the Forge Invocation Token', 421, 'deployment_refused'],
    ['The remote refused the invocation token (401 is reserved for that).', 421, 'deployment_refused'],
    ['Invalid response from remote - content-type header must be set to application/json and is currently: text/html', 502, 'answer_unreadable'],
    ['The answer of the remote is larger than 5 MB.', 413, 'answer_too_large'],
    ['The request is larger than 500 KB.', 413, 'request_too_large'],
    ['The remote took longer than 25 seconds.', 504, 'answer_too_late'],
  ])('is told in words that help: %s', async (message, status, code) => {
    const callBridge = (action: string): Promise<unknown> =>
      action === 'invoke' ? Promise.reject(new Error(message)) : Promise.resolve({ environmentType: 'DEVELOPMENT' });
    const host = await forgeHost({ callBridge });
    const response = await host.fetch(new Request('http://frame.test/x'));
    expect([response.status, await response.json()]).toEqual([status, { status, code, environment: 'DEVELOPMENT' }]);
  });

  it('stays a broken line when nothing is known', async () => {
    const callBridge = (action: string): Promise<unknown> =>
      action === 'invoke' ? Promise.reject(new Error('boom')) : Promise.resolve({});
    await expect((await forgeHost({ callBridge })).fetch(new Request('http://frame.test/x'))).rejects.toThrow('boom');
  });
});

describe('the Forge host', () => {
  it('tells language and time zone from its context', async () => {
    const host = await forgeHost(fakeBridge({ getContext: { locale: 'de-DE', timezone: 'Europe/Berlin' } }).bridge);
    expect([await host.getLocale(), await host.getTimeZone()]).toEqual(['de-DE', 'Europe/Berlin']);
  });

  it('keeps addresses in the host and hears its Back button', async () => {
    const history = fakeHistory();
    const host = await forgeHost(fakeBridge({ getContext: {}, createHistory: history }).bridge);
    const heard: string[] = [];
    host.routes?.onBack((route) => heard.push(route));
    host.routes?.push('/runs/1');
    history.pop('/users', '?text=b');
    expect([host.routes?.read(), history.moves, heard]).toEqual(['/users?text=a', ['push /runs/1'], ['/users?text=b']]);
  });

  it('does without addresses where the host has none', async () => {
    expect((await forgeHost(fakeBridge({ getContext: {} }).bridge)).routes).toBeNull();
  });

  it('replaces an address and tells one without a question mark', async () => {
    const history = { ...fakeHistory(), location: { pathname: '/tasks' } };
    const host = await forgeHost(fakeBridge({ getContext: {}, createHistory: history }).bridge);
    host.routes?.replace('/users?text=a');
    expect([host.routes?.read(), history.moves]).toEqual(['/tasks', ['replace /users?text=a']]);
  });

  it('does not take moves of our own for the Back button', async () => {
    const listeners: ((location: { pathname: string }, action: string) => void)[] = [];
    const history = { ...fakeHistory(), listen: (listener: (typeof listeners)[number]) => listeners.push(listener) };
    const host = await forgeHost(fakeBridge({ getContext: {}, createHistory: history }).bridge);
    const heard: string[] = [];
    host.routes?.onBack((route) => heard.push(route));
    listeners.forEach((listener) => listener({ pathname: '/runs' }, 'PUSH'));
    expect(heard).toEqual([]);
  });

  it('asks for the theme, and for a flag that it names', async () => {
    const { asked, bridge } = fakeBridge({ getContext: {}, enableTheming: true, showFlag: true });
    const host = await forgeHost(bridge);
    host.followTheme();
    host.showFlag({ kind: 'success', title: 'Saved' });
    host.showFlag({ kind: 'info', title: 'On its way' });
    expect(asked.map(({ action }) => action)).toEqual(['getContext', 'createHistory', 'enableTheming', 'showFlag', 'showFlag']);
    const ids = asked.slice(-2).map(({ payload }) => (payload as { id: string }).id);
    expect(new Set(ids).size).toBe(2);
  });

  it('shows the page when the host stays silent about language and addresses', async () => {
    vi.useFakeTimers();
    const opening = forgeHost({ callBridge: () => new Promise(() => undefined) });
    await vi.advanceTimersByTimeAsync(2_000);
    const host = await opening;
    expect([await host.getLocale(), await host.getTimeZone(), host.routes]).toEqual([null, null, null]);
    vi.useRealTimers();
  });

  it('gives every flag a name of its own and keeps errors', () => {
    expect(buildFlag({ kind: 'error', title: 'No' }, 'f1')).toEqual({
      id: 'f1', title: 'No', description: '', type: 'error', isAutoDismiss: false,
    });
  });
});

describe('finding the host', () => {
  it('prefers Forge, then Connect, and finds none outside both', async () => {
    const api = { context: { getToken: () => undefined } };
    const { bridge } = fakeBridge({ getContext: {} });
    expect((await findHost({ __bridge: bridge, AP: api }))?.kind).toBe('forge');
    expect((await findHost({ AP: api }))?.kind).toBe('connect');
    expect(await findHost({})).toBeNull();
  });
});
