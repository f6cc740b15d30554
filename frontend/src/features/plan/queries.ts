/* What is asked while a task is being configured: its next runs and its preview. Nothing here changes anything. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';

import { type Api, unwrap, useApi } from '../../shared/api/client.ts';
import { keys } from '../../shared/queries/keys.ts';
import { nameWatch, useLookedAt } from '../../shared/queries/preview-progress.ts';
import type { Preview, Schedule } from '../../shared/api/types.ts';
import type { Plan } from './plan.ts';

const PREVIEW_PAGE = 25;

/** The next runs of a schedule; null while it is not complete. Blackouts concern a task that takes something away. */
export function useNextRuns(schedule: Schedule | null, timeZone: string, isTaking: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: keys.nextRuns.of(schedule, timeZone, isTaking),
    queryFn: () =>
      unwrap(
        api.POST('/api/v1/tasks/schedule-preview', {
          body: { schedule: schedule ?? { mode: 'manual' }, time_zone: timeZone, takes_away: isTaking },
        }),
      ),
    enabled: schedule !== null,
    placeholderData: keepPreviousData,
  });
}

interface Part {
  cursor: string | null;
  limit: number;
  has_totals: boolean;
  watch?: string;
}

const askPreview = (api: Api, plan: Plan | null, part: Part): Promise<Preview> =>
  unwrap(
    api.POST('/api/v1/tasks/preview', {
      body: { filter_id: null, actions: [], ...plan, name: 'Preview', schedule: { mode: 'manual' }, ...part },
    }),
  );

/** The users of a plan, page after page and without totals, so that the first page comes at once; `null` asks nothing. */
export function usePreviewUsers(plan: Plan | null) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.previews.users(plan),
    queryFn: ({ pageParam }) => askPreview(api, plan, { cursor: pageParam, limit: PREVIEW_PAGE, has_totals: false }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled: plan !== null,
    retry: false,
  });
}

/** The totals of a plan over all users who match, which take as long as planning a run; `null` asks nothing. */
export function usePreviewTotals(plan: Plan | null) {
  const api = useApi();
  const watch = nameWatch(plan);
  const query = useQuery({
    queryKey: keys.previews.totals(plan),
    queryFn: () => askPreview(api, plan, { cursor: null, limit: 1, has_totals: true, watch }),
    enabled: plan !== null,
    retry: false,
  });
  return { ...query, lookedAt: useLookedAt(watch, plan !== null && query.isLoading) };
}
