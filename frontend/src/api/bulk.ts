/* Bulk operations on the users selected in the User Browser: preview and run. */
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';

import { type Specification, toJson } from '../filters/specification.ts';
import { unwrap, useApi } from './client.ts';
import type { Action, Preview } from './types.ts';

const PREVIEW_PAGE = 25;

/** Single users, or everybody who matches filter and search text except some. */
export type BulkTarget =
  | { accountIds: readonly string[] }
  | { specification: Specification; text: string; excluded: readonly string[] };

function toBody(target: BulkTarget) {
  if ('accountIds' in target) return { account_ids: [...target.accountIds] };
  const { specification, text, excluded } = target;
  return { specification: toJson(specification), text: text || null, excluded: [...excluded] };
}

/** What would be done with each user. Nothing is written. */
export function useBulkPreview(target: BulkTarget, actions: readonly Action[] | null) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ['bulk-preview', toBody(target), actions],
    queryFn: ({ pageParam }): Promise<Preview> =>
      unwrap(
        api.POST('/api/v1/bulk/preview', {
          body: { ...toBody(target), actions: [...(actions ?? [])], cursor: pageParam, limit: PREVIEW_PAGE },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: actions !== null,
    retry: false,
    staleTime: 0,
  });
}

interface BulkRequest {
  target: BulkTarget;
  actions: readonly Action[];
  /** As many as the preview showed: should there be more when it runs, it waits for approval. */
  maxUsers: number;
}

export function useRunBulk() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ target, actions, maxUsers }: BulkRequest) =>
      unwrap(
        api.POST('/api/v1/bulk/runs', {
          body: { ...toBody(target), actions: [...actions], max_users: Math.max(1, maxUsers) },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['runs'] }),
  });
}
