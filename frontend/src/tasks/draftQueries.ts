/* Requests while a task is being configured: filters and their counts, next runs, preview. Nothing here changes anything
   but `useCreateFilter`. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { unwrap, useApi } from '../api/client.ts';
import type { Preview, Schedule, TaskDraft } from '../api/types.ts';

const PREVIEW_PAGE = 25;

export function useSavedFilters() {
  const api = useApi();
  return useQuery({ queryKey: ['filters', 'list'], queryFn: () => unwrap(api.GET('/api/v1/filters')) });
}

/** A specification as a sentence, and how many users match now. */
export function useDescription(specification: Record<string, unknown> | null) {
  const api = useApi();
  return useQuery({
    queryKey: ['description', specification],
    queryFn: () => unwrap(api.POST('/api/v1/filters/describe', { body: { specification: specification ?? {} } })),
    enabled: specification !== null,
  });
}

export function useCreateFilter() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; specification: Record<string, unknown> }) =>
      unwrap(api.POST('/api/v1/filters', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['filters'] }),
  });
}

/** The next runs of a schedule; null while it is not complete. */
export function useNextRuns(schedule: Schedule | null, timeZone: string) {
  const api = useApi();
  return useQuery({
    queryKey: ['next-runs', schedule, timeZone],
    queryFn: () =>
      unwrap(
        api.POST('/api/v1/tasks/schedule-preview', {
          body: { schedule: schedule ?? { mode: 'manual' }, time_zone: timeZone },
        }),
      ),
    enabled: schedule !== null,
    placeholderData: keepPreviousData,
  });
}

/** The part of a draft that decides who is changed and how. */
export type Plan = Pick<TaskDraft, 'filter_id' | 'actions'>;

/** Totals and users of a plan; `null` asks nothing. The first page carries the totals. */
export function usePreview(plan: Plan | null) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ['preview', plan],
    queryFn: ({ pageParam }): Promise<Preview> =>
      unwrap(
        api.POST('/api/v1/tasks/preview', {
          body: {
            filter_id: null, actions: [], ...plan, name: 'Preview', schedule: { mode: 'manual' },
            cursor: pageParam, limit: PREVIEW_PAGE,
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: plan !== null,
    retry: false,
  });
}
