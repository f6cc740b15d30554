/* The organization at a glance. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { unwrap, useApi } from '../../shared/api/client.ts';
import { keys } from '../../shared/queries/keys.ts';

export function useDashboard(siteId: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: keys.dashboard.now(siteId),
    queryFn: () => unwrap(api.GET('/api/v1/dashboard', { params: { query: { site_id: siteId } } })),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    // What was settled elsewhere must not stand there any more.
    refetchOnMount: 'always',
  });
}

/** The last `days` days. A day changes only with a sync, so it is not asked for again by itself. */
export function useHistory(siteId: string | null, days: number) {
  const api = useApi();
  return useQuery({
    queryKey: keys.dashboard.history(siteId, days),
    queryFn: () => unwrap(api.GET('/api/v1/dashboard/history', { params: { query: { site_id: siteId, days } } })),
    placeholderData: keepPreviousData,
  });
}
