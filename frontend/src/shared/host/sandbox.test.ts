/* The Connect adapter on the sandbox's own script, which stands in for the product's: they have to understand each
   other. The host page behind it is played here at the wire, by its messages. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { connectHost } from './connect.ts';
import { findHost } from './find.ts';
import type { Host } from './host.ts';

const ORIGIN = 'http://acme.localhost:8090';
const SCRIPT = resolve(import.meta.dirname, '../../../../sandbox/host/face/static/all.js');

interface Message {
  id: string;
  name: string;
  detail: Record<string, unknown> | null;
}

const heard: Message[] = [];
let answers: Record<string, unknown> = {};

const tell = (data: object, origin = ORIGIN): boolean =>
  window.dispatchEvent(new MessageEvent('message', { data: { rollcallHost: 1, ...data }, origin, source: window.parent }));

function hear(message: Message, origin: string): void {
  expect(origin).toBe(ORIGIN);
  heard.push(message);
  if (message.name in answers) queueMicrotask(() => tell({ replyTo: message.id, value: answers[message.name] }));
}

let host: Host;

beforeAll(async () => {
  const script = document.createElement('script');
  Object.defineProperty(script, 'src', { value: `${ORIGIN}/connect/all.js` });
  Object.defineProperty(document, 'currentScript', { value: script, configurable: true });
  window.eval(readFileSync(SCRIPT, 'utf8'));
  host = (await findHost())!;
});

beforeEach(() => {
  vi.spyOn(window.parent, 'postMessage').mockImplementation(hear as typeof window.postMessage);
  heard.length = 0;
  answers = {};
});

afterAll(() => {
  delete window.AP;
  Reflect.deleteProperty(document, 'currentScript');
});

const named = (name: string): Message['detail'][] => heard.filter((one) => one.name === name).map((one) => one.detail);

describe('the sandbox’s host', () => {
  it('is found as Connect', () => expect(host.kind).toBe('connect'));

  it('gives a token for every call to our back end', async () => {
    answers = { 'context.getToken': 'header.claims.signature' };
    const sent: Request[] = [];
    vi.stubGlobal('fetch', (request: Request) => {
      sent.push(request);
      return Promise.resolve(new Response('{}'));
    });
    await connectHost(window.AP!).fetch(new Request('http://app.test/api/v1/me'));
    expect(sent[0]?.headers.get('Authorization')).toBe('JWT header.claims.signature');
    vi.unstubAllGlobals();
  });

  it('is not believed when the message comes from elsewhere', async () => {
    const asking = connectHost(window.AP!).getLocale();
    tell({ replyTo: heard.at(-1)?.id, value: 'xx_XX' }, 'https://evil.example');
    tell({ replyTo: heard.at(-1)?.id, value: 'de_DE' });
    expect(await asking).toBe('de-DE');
  });

  it('takes all the room and shows flags', () => {
    host.fillWindow();
    host.showFlag({ kind: 'success', title: 'Saved' });
    expect(named('sizeToParent')).toEqual([{ hideFooter: true }]);
    expect(named('flag.create')).toMatchObject([{ title: 'Saved', type: 'success', close: 'auto' }]);
  });

  it('sets the colours, now and when they change', () => {
    host.followTheme();
    tell({ event: 'theme', value: 'dark' });
    expect(document.documentElement).toHaveAttribute('data-color-mode', 'dark');
    tell({ event: 'theme', value: 'light' });
    expect(document.documentElement).toHaveAttribute('data-color-mode', 'light');
  });

  it('keeps the address', () => {
    host.routes?.push('/runs/7');
    expect(host.routes?.read()).toBe('/runs/7');
    host.routes?.replace('/users');
    expect(host.routes?.read()).toBe('/users');
    const popped: string[] = [];
    host.routes?.onBack((route) => popped.push(route));
    tell({ event: 'history.popped', value: '/runs/7' });
    expect([popped, host.routes?.read()]).toEqual([['/runs/7'], '/runs/7']);
  });
});
