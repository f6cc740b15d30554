/* The page's own addresses: `/users?sort=name`. Kept in the host's address where the host offers that,
   else behind the `#` of the frame's address. Holds no state but the present route. */
import { useSyncExternalStore } from 'react';

import type { RouteKeeper } from '../host/host.ts';

export interface Route {
  /** `/runs/12` is `['runs', '12']`. */
  readonly path: readonly string[];
  readonly params: URLSearchParams;
  readonly address: string;
}

export type Params = Readonly<Record<string, string | null | undefined>>;

export function parseAddress(address: string): Route {
  const clean = address.replace(/^#?\/?/, '');
  const [path = '', query = ''] = clean.split('?', 2);
  const segments = path.split('/').filter(Boolean).map(decodeURIComponent);
  return { path: segments, params: new URLSearchParams(query), address: `/${clean}` };
}

export function buildAddress(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

let current: Route = parseAddress('');
let keeper: RouteKeeper | null = null;
const listeners = new Set<() => void>();
const blockers = new Set<() => boolean>();

function show(address: string): void {
  current = parseAddress(address);
  for (const listener of listeners) listener();
}

/** Take over the addresses. Call once, before the first render. */
export function startRouter(routes: RouteKeeper | null): void {
  keeper = routes;
  const kept = routes?.read();
  current = parseAddress(kept ? kept : window.location.hash);
  if (routes) routes.onBack(show);
  else window.addEventListener('hashchange', () => show(window.location.hash));
}

/**
 * Go to an address of the page. `replace` leaves no step in the history (typing in a filter).
 * Returns false when somebody with unsaved changes objected.
 */
export function navigate(address: string, { replace = false }: { replace?: boolean } = {}): boolean {
  if (!replace && [...blockers].some((blocks) => blocks())) return false;
  if (address === current.address) return true;
  const target = `#${address}`;
  if (keeper) {
    window.history.replaceState(null, '', target);
    if (replace) keeper.replace(address);
    else keeper.push(address);
  } else if (replace) {
    window.history.replaceState(null, '', target);
  } else {
    window.history.pushState(null, '', target);
  }
  show(address);
  return true;
}

/** While registered, `objects` is asked before the page is left; it returns true to stay. */
export function blockNavigation(objects: () => boolean): () => void {
  blockers.add(objects);
  return () => blockers.delete(objects);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const currentRoute = (): Route => current;

export const useRoute = (): Route => useSyncExternalStore(subscribe, currentRoute);
