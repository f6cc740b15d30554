/* The organization at a glance. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { unwrap, useApi } from './client.ts';

export function useDashboard(siteId: string | null) {
  const api = useApi();
  return useQuery({
    queryKey: ['dashboard', siteId],
    queryFn: () => unwrap(api.GET('/api/v1/dashboard', { params: { query: { site_id: siteId } } })),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}
