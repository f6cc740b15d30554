/* Whether Rollcall lives: scheduler, workers, queue, data, key. */
import { useQuery } from '@tanstack/react-query';

import { unwrap, useApi } from './client.ts';

const REFRESH_MS = 15_000;

export function useHealth() {
  const api = useApi();
  return useQuery({
    queryKey: ['health'],
    queryFn: () => unwrap(api.GET('/api/v1/health')),
    refetchInterval: REFRESH_MS,
  });
}
