/* The host adapter for Forge: requests go through its proxy, which adds the invocation token by itself. */
import type { Bridge, BridgeAnswer, BridgeContext, BridgeHistory, Invoked } from './bridge.ts';
import { type Flag, type Host, HostSilence, type RouteKeeper } from './host.ts';

const FACT_PATIENCE_MS = 2_000;
/** What a file was before the back end put it into JSON, because the proxy carries nothing else. */
const WRAPPED_HEADER = 'rollcall-content-type';
const NO_BODY = new Set([204, 205, 304]);

function within<Value>(name: string, answer: Promise<Value>, patienceMs: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new HostSilence(name)), patienceMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function readHeaders(told: BridgeAnswer['headers'] | undefined): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(told ?? {})) {
    headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

/** The answer of our back end as the browser would have given it. */
export function toResponse(invoked: Invoked): Response {
  const answer = invoked.success ? invoked.payload : invoked.error;
  if (!answer || typeof answer.status !== 'number') throw new HostSilence('a request');
  const headers = readHeaders(answer.headers);
  headers.delete('content-length');
  headers.delete('content-encoding');
  if (NO_BODY.has(answer.status)) return new Response(null, { status: answer.status, headers });
  const kind = headers.get(WRAPPED_HEADER);
  if (kind !== null) headers.set('content-type', kind);
  const body = kind !== null && typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? null);
  return new Response(body, { status: answer.status, headers });
}

async function describe(request: Request): Promise<Record<string, unknown>> {
  const { pathname, search } = new URL(request.url);
  const text = await request.text();
  const headers: Record<string, string> = {};
  request.headers.forEach((value, name) => {
    if (name !== 'authorization') headers[name] = value;
  });
  return {
    invokeType: 'ui-remote-fetch',
    method: request.method,
    path: pathname + search,
    headers,
    body: text === '' ? undefined : text,
  };
}

/** Turns Forge's history, which is told later, into a keeper that can be asked at once. */
export function keepRoutes(asked: Promise<BridgeHistory>): RouteKeeper {
  let history: BridgeHistory | null = null;
  let listener: ((route: string) => void) | null = null;
  let first = '';
  const routeOf = ({ location }: Pick<BridgeHistory, 'location'>): string => location.pathname + (location.search ?? '');
  asked.then(
    (given) => {
      history = given;
      given.listen((location, action) => {
        if (action === 'POP') listener?.(routeOf({ location }));
      });
      const route = routeOf(given);
      if (first !== '') given.replace(first);
      else if (route !== '/') listener?.(route);
    },
    () => undefined,
  );
  return {
    read: () => (history ? routeOf(history) : first),
    push: (route) => (history ? history.push(route) : (first = route)),
    replace: (route) => (history ? history.replace(route) : (first = route)),
    onBack: (given) => (listener = given),
  };
}

function describeFlag({ kind, title, body }: Flag, id: string): Record<string, unknown> {
  return { id, title, description: body ?? '', type: kind, isAutoDismiss: kind !== 'error' };
}

export function forgeHost({ callBridge }: Bridge): Host {
  let flags = 0;
  const context = within('context', callBridge('getContext'), FACT_PATIENCE_MS).then(
    (told) => (told ?? {}) as BridgeContext,
    (): BridgeContext => ({}),
  );
  return {
    kind: 'forge',
    async fetch(request) {
      return toResponse((await callBridge('invoke', await describe(request))) as Invoked);
    },
    fillWindow: () => undefined,
    showFlag: (flag) => void callBridge('showFlag', describeFlag(flag, `rollcall-${(flags += 1)}`)),
    followTheme: () => void callBridge('enableTheming'),
    getLocale: async () => (await context).locale?.replace('_', '-') ?? null,
    getTimeZone: async () => (await context).timezone ?? null,
    routes: keepRoutes(callBridge('createHistory') as Promise<BridgeHistory>),
  };
}
