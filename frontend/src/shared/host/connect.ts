/* The host adapter for Connect: the product's script, or a stand-in that speaks the same interface. */
import type { ConnectApi } from './connect-api.ts';
import { type Host, HostSilence, type RouteKeeper } from './host.ts';
import { keepToken } from './token.ts';

const TOKEN_PATIENCE_MS = 15_000;
const FACT_PATIENCE_MS = 2_000;

/** Calls a host function that answers through a callback; rejects when it stays silent. */
export function askHost<Value>(
  name: string,
  ask: (callback: (value: Value) => void) => unknown,
  patienceMs: number,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new HostSilence(name)), patienceMs);
    ask((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}

function askFact(name: string, ask: ((callback: (value: string) => void) => unknown) | undefined): Promise<string | null> {
  if (!ask) return Promise.resolve(null);
  return askHost(name, ask, FACT_PATIENCE_MS).catch(() => null);
}

export function routeOf(event: unknown): string {
  if (typeof event === 'string') return event;
  if (typeof event === 'object' && event !== null) {
    const { key, hash } = event as { key?: unknown; hash?: unknown };
    const found = typeof key === 'string' ? key : hash;
    if (typeof found === 'string') return found.replace(/^[#!]+/, '');
  }
  return '';
}

function buildRoutes(history: NonNullable<ConnectApi['history']>): RouteKeeper {
  return {
    read: () => routeOf(history.getState()),
    push: (route) => history.pushState(route),
    replace: (route) => history.replaceState(route),
    onBack: (listener) => history.popState((event) => listener(routeOf(event))),
  };
}

export function connectHost(api: ConnectApi): Host {
  const tokens = keepToken(() => askHost<string>('token', (callback) => api.context.getToken(callback), TOKEN_PATIENCE_MS));

  async function send(request: Request): Promise<{ response: Response; token: string }> {
    const token = await tokens.get();
    request.headers.set('Authorization', `JWT ${token}`);
    return { response: await fetch(request), token };
  }

  return {
    kind: 'connect',
    async fetch(request) {
      const again = request.clone();
      const first = await send(request);
      if (first.response.status !== 401) return first.response;
      tokens.drop(first.token);
      return (await send(again)).response;
    },
    fillWindow: () => api.sizeToParent?.(true),
    showFlag: ({ kind, title, body }) => {
      api.flag?.create({ title, body: body ?? '', type: kind, close: kind === 'error' ? 'manual' : 'auto' });
    },
    followTheme: () => api.theming?.initializeTheming(),
    getLocale: async () => (await askFact('locale', api.user?.getLocale))?.replace('_', '-') ?? null,
    getTimeZone: () => askFact('time zone', api.user?.getTimeZone),
    routes: api.history ? buildRoutes(api.history) : null,
  };
}
