/* Bulk operations on the users selected in the User Browser: preview and run. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { type Specification } from '../../../shared/filters/specification.ts';
import { type Api, unwrap, useApi } from '../../../shared/api/client.ts';
import { keys, refresh } from '../../../shared/queries/keys.ts';
import { nameWatch, useLookedAt } from '../../../shared/queries/preview-progress.ts';
import type { Action, Preview } from '../../../shared/api/types.ts';

const PREVIEW_PAGE = 25;

/** Single users, or everybody who matches filter and search text except some. */
export type BulkTarget =
  | { accountIds: readonly string[] }
  | { specification: Specification; text: string; excluded: readonly string[] };

function toBody(target: BulkTarget) {
  if ('accountIds' in target) return { account_ids: [...target.accountIds] };
  const { specification, text, excluded } = target;
  return { specification, text: text || null, excluded: [...excluded] };
}

interface Part {
  cursor: string | null;
  limit: number;
  has_totals: boolean;
  watch?: string;
}

const askPreview = (api: Api, target: BulkTarget, actions: readonly Action[], part: Part): Promise<Preview> =>
  unwrap(api.POST('/api/v1/bulk/preview', { body: { ...toBody(target), actions: [...actions], ...part } }));

/** What would be done with each user, without totals, so that the first page comes at once. Nothing is written. */
export function useBulkUsers(target: BulkTarget, actions: readonly Action[]) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.bulkPreviews.users(toBody(target), actions),
    queryFn: ({ pageParam }) => askPreview(api, target, actions, { cursor: pageParam, limit: PREVIEW_PAGE, has_totals: false }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    retry: false,
    staleTime: 0,
  });
}

/** The totals over all users who are meant. */
export function useBulkTotals(target: BulkTarget, actions: readonly Action[]) {
  const api = useApi();
  const watch = nameWatch([toBody(target), actions]);
  const query = useQuery({
    queryKey: keys.bulkPreviews.totals(toBody(target), actions),
    queryFn: () => askPreview(api, target, actions, { cursor: null, limit: 1, has_totals: true, watch }),
    retry: false,
    staleTime: 0,
  });
  return { ...query, lookedAt: useLookedAt(watch, query.isLoading) };
}

interface BulkRequest {
  target: BulkTarget;
  actions: readonly Action[];
  /** As many as the preview showed: should there be more when it runs, it waits for approval. */
  maxUsers: number;
  /** On a blackout day, too. */
  isEmergency: boolean;
}

export function useRunBulk() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ target, actions, maxUsers, isEmergency }: BulkRequest) =>
      unwrap(
        api.POST('/api/v1/bulk/runs', {
          body: {
            ...toBody(target), actions: [...actions], max_users: Math.max(1, maxUsers), is_emergency: isEmergency,
          },
        }),
      ),
    onSuccess: () => refresh(client, [keys.runs.all]),
  });
}
