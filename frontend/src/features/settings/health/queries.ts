/* Whether Rollcall lives: scheduler, workers, queue, data, key. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { unwrap, useApi } from '../../../shared/api/client.ts';
import { keys, refresh } from '../../../shared/queries/keys.ts';

const REFRESH_MS = 15_000;

export function useHealth() {
  const api = useApi();
  return useQuery({
    queryKey: keys.health.all,
    queryFn: () => unwrap(api.GET('/api/v1/health')),
    refetchInterval: REFRESH_MS,
  });
}

/** What is kept of the last examination. */
export function useLastExamination() {
  const api = useApi();
  return useQuery({ queryKey: keys.health.examination, queryFn: () => unwrap(api.GET('/api/v1/health/examination')) });
}

/** Looks at the organization, reading only; what is found is kept. */
export function useExamination() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/health/examination')),
    onSuccess: () => refresh(client, [keys.health.all]),
  });
}
