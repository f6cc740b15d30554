/* The host adapter for Forge Custom UI. Calls go through Forge's proxy to the remote, which answers JSON only: files
   arrive as `{"text": …}` with their type in a header, and what is large is packed (platform contract 4.2). */
import type { Bridge, BridgeAnswer, BridgeContext, BridgeHistory, Invoked } from './bridge.ts';
import { type Flag, type Host, HostSilence, type RouteKeeper } from './host.ts';
import { isPacked, pack, PACKED_HEADER, unpack } from './packing.ts';
import { answerRefusal, findRefusal } from './rejections.ts';

const WRAPPED_HEADER = 'rollcall-content-type';
const FACT_PATIENCE_MS = 2_000;
/** The proxy carries 500 KB; around the body there is little. */
const PLAIN_LIMIT = 400_000;
const PACKED_LIMIT = 490_000;
const WITHOUT_BODY = [204, 205, 304];

/** What Forge's proxy is asked to carry. */
export interface RemoteCall {
  invokeType: 'ui-remote-fetch';
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
}

/** A body must be JSON, and all of ours are. Null for one that is too large even when it is packed. */
export async function toRemoteCall(request: Request): Promise<RemoteCall | null> {
  const { pathname, search } = new URL(request.url);
  const text = await request.text();
  const call: RemoteCall = {
    invokeType: 'ui-remote-fetch',
    method: request.method,
    path: pathname + search,
    headers: { 'Content-Type': 'application/json' },
  };
  if (!text) return call;
  if (new Blob([text]).size <= PLAIN_LIMIT) return { ...call, body: JSON.parse(text) as unknown };
  const packed = await pack(text);
  if (packed.gzip.length > PACKED_LIMIT) return null;
  return { ...call, headers: { ...call.headers, [PACKED_HEADER]: 'gzip' }, body: packed };
}

function readHeaders(headers: BridgeAnswer['headers'] = {}): Headers {
  const read = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    // Length and encoding are those of the proxied answer, not of what we make of it.
    if (/^content-(length|encoding)$/i.test(name)) continue;
    read.set(name, Array.isArray(value) ? value.join(',') : value);
  }
  return read;
}

export async function toResponse({ status, headers, body: carried }: BridgeAnswer): Promise<Response> {
  const read = readHeaders(headers);
  const body: unknown = read.has(PACKED_HEADER) && isPacked(carried) ? JSON.parse(await unpack(carried)) : carried;
  if (WITHOUT_BODY.includes(status)) return new Response(null, { status, headers: read });
  const fileType = read.get(WRAPPED_HEADER);
  if (fileType !== null && typeof body === 'object' && body !== null && 'text' in body) {
    read.set('Content-Type', fileType);
    return new Response(String(body.text), { status, headers: read });
  }
  read.set('Content-Type', read.get('Content-Type') ?? 'application/json');
  return new Response(body === undefined || body === null ? '' : JSON.stringify(body), { status, headers: read });
}

export function buildFlag({ kind, title, body }: Flag, id: string): Record<string, unknown> {
  return { id, title, description: body ?? '', type: kind, isAutoDismiss: kind !== 'error' };
}

function buildRoutes(history: BridgeHistory): RouteKeeper {
  const tell = ({ pathname, search = '' }: BridgeHistory['location']): string => pathname + search;
  return {
    read: () => tell(history.location),
    push: (route) => history.push(route),
    replace: (route) => history.replace(route),
    onBack: (listener) =>
      void history.listen((location, action) => {
        if (action === 'POP') listener(tell(location));
      }),
  };
}

/** What is asked once, before anything is shown; a host that stays silent about it is no reason to show nothing. */
function askFact<Value>(answer: Promise<unknown>): Promise<Value | null> {
  const silence = new Promise<null>((resolve) => setTimeout(() => resolve(null), FACT_PATIENCE_MS));
  return Promise.race([answer.then((value) => value as Value).catch(() => null), silence]);
}

export async function forgeHost({ callBridge }: Bridge): Promise<Host> {
  const [context, history] = await Promise.all([
    askFact<BridgeContext>(callBridge('getContext')),
    // Not every place of a page has addresses; without them the frame's own are used.
    askFact<BridgeHistory>(callBridge('createHistory')),
  ]);
  let flags = 0;
  return {
    kind: 'forge',
    async fetch(request) {
      const call = await toRemoteCall(request);
      if (!call) return answerRefusal({ status: 413, code: 'request_too_large' });
      const rejected = (error: unknown): Response => {
        const refusal = findRefusal(error);
        if (!refusal) throw error;
        return answerRefusal(refusal, { environment: context?.environmentType ?? '?' });
      };
      const carry = async (): Promise<Response> => {
        const answer = (await callBridge('invoke', call)) as Invoked;
        const told = answer.success ? answer.payload : answer.error;
        if (!told) throw new HostSilence('a request');
        return toResponse(told);
      };
      return carry().catch(rejected);
    },
    // Forge makes the frame as large as its place by itself.
    fillWindow: () => undefined,
    showFlag: (flag) => void callBridge('showFlag', buildFlag(flag, `rollcall-${(flags += 1)}`)),
    followTheme: () => void callBridge('enableTheming'),
    getLocale: () => Promise.resolve(context?.locale?.replace('_', '-') ?? null),
    getTimeZone: () => Promise.resolve(context?.timezone ?? null),
    routes: history ? buildRoutes(history) : null,
  };
}
