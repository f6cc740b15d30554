/* What every task would do to one person next, and whom a task leaves alone. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { unwrap, useApi } from '../../../shared/api/client.ts';
import { keys, refresh } from '../../../shared/queries/keys.ts';
import type { ExemptionIn } from '../../../shared/api/types.ts';

/** All tasks by name, each with what it would do to the person at its next run. */
export function useProspects(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.prospects.of(accountId),
    queryFn: async () =>
      (await unwrap(api.GET('/api/v1/users/{account_id}/tasks', { params: { path: { account_id: accountId } } }))).items,
  });
}

/** Let a task leave the person alone, or act on them again. */
export function useExempt(accountId: string) {
  const api = useApi();
  const client = useQueryClient();
  const onSettled = () => refresh(client, [keys.prospects.all, keys.audit.all]);
  const path = (taskId: number) => ({ params: { path: { task_id: taskId, account_id: accountId } } });
  const set = useMutation({
    mutationFn: ({ taskId, body }: { taskId: number; body: ExemptionIn }) =>
      unwrap(api.PUT('/api/v1/tasks/{task_id}/exemptions/{account_id}', { ...path(taskId), body })),
    onSettled,
  });
  const end = useMutation({
    mutationFn: (taskId: number) =>
      unwrap(api.DELETE('/api/v1/tasks/{task_id}/exemptions/{account_id}', path(taskId))),
    onSettled,
  });
  return { set, end };
}
