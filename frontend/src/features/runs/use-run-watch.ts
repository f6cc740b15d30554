/* Notices on every screen that a run has come or gone, whoever started it, and asks anew for what it may have changed. */
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { unwrap, useApi } from '../../shared/api/client.ts';
import { FROM_MIRROR, keys, refresh } from '../../shared/queries/keys.ts';
import type { Dashboard, RunSummary } from '../../shared/api/types.ts';
import { watchDelay } from '../../shared/queries/polling.ts';
import { isActive } from '../../shared/domain/progress.ts';

const WATCHED = 10;
const CHANGED_BY_RUNS = [keys.runs.all, keys.tasks.all, keys.mirror.all, ...FROM_MIRROR];

/** Which runs there are and which of them have ended; null while that is not known. */
export function describeRuns(runs: readonly RunSummary[] | undefined): string | null {
  return runs?.map((run) => `${run.id}${isActive(run.state) ? '' : ` ${run.state}`}`).join() ?? null;
}

/** The next planned moments that the screens have been told. */
function listSlots(client: QueryClient): string[] {
  const seen = client.getQueriesData<Dashboard>({ queryKey: keys.dashboard.allNow });
  return seen.flatMap(([, dashboard]) => dashboard?.upcoming.map((run) => run.next_run_at) ?? []);
}

export function useRunWatch(): void {
  const api = useApi();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: keys.runWatch.all,
    queryFn: () => unwrap(api.GET('/api/v1/runs', { params: { query: { limit: WATCHED } } })),
    refetchInterval: ({ state }) => watchDelay(state.data?.items ?? [], listSlots(client), document.hidden, Date.now()),
  });
  const now = describeRuns(data?.items);
  const last = useRef(now);
  useEffect(() => {
    if (last.current !== null && now !== last.current) {
      void refresh(client, CHANGED_BY_RUNS);
    }
    last.current = now;
  }, [now, client]);
}
