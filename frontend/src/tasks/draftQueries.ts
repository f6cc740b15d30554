/* What is asked while a task is being configured: its next runs and its preview. Nothing here changes anything. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';

import { unwrap, useApi } from '../api/client.ts';
import type { Preview, Schedule } from '../api/types.ts';
import type { Plan } from './plan.ts';

const PREVIEW_PAGE = 25;

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
