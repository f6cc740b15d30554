/* Who is calling, how old the data is, and the sync that is under way. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { type Api, unwrap, useApi } from '../api/client.ts';
import { pollWhile } from '../api/query-client.ts';
import type { Me, Mirror } from '../api/types.ts';
import { keys, refresh } from './keys.ts';

const IDLE_MIRROR_MS = 60_000;

const askMe = (api: Api) => ({ queryKey: keys.me.all, queryFn: () => unwrap(api.GET('/api/v1/me')) });

export const useMe = () => useQuery(askMe(useApi()));

/** Whether the caller has a right of the table that the server keeps; false until it is known. */
export function useRight(right: Me['rights'][number]): boolean {
  return useMe().data?.rights.includes(right) ?? false;
}

/** Asks who is calling while language and screen are still on their way. */
export function prefetchMe(client: QueryClient, api: Api): void {
  client.query(askMe(api)).catch(() => undefined);
}

export function useMirror() {
  const api = useApi();
  return useQuery({
    queryKey: keys.mirror.all,
    queryFn: () => unwrap(api.GET('/api/v1/mirror')),
    refetchInterval: ({ state }) => mirrorDelay(state.data),
  });
}

function mirrorDelay(mirror: Mirror | undefined): number {
  const sync = mirror?.active_sync;
  return pollWhile(Boolean(sync), sync?.started_at) || IDLE_MIRROR_MS;
}

export function useStartSync() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/syncs')),
    onSettled: () => refresh(client, [keys.mirror.all]),
  });
}

/** Ends a sync that is under way. */
export function useCancelSync() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(api.POST('/api/v1/syncs/{sync_id}/cancel', { params: { path: { sync_id: id } } })),
    onSettled: () => refresh(client, [keys.mirror.all]),
  });
}
