/* Requests of the task list: the tasks, and what can be done with one. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { unwrap, useApi } from '../api/client.ts';
import type { Task, TaskDraft } from '../api/types.ts';
import { FROM_TASKS, keys, refresh } from './keys.ts';
import { taskPollDelay } from './polling.ts';

const refreshTasks = (client: QueryClient): void => void refresh(client, FROM_TASKS);

/** All tasks; asked for again while a run of one of them is under way. */
export function useTasks() {
  const api = useApi();
  return useQuery({
    queryKey: keys.tasks.list,
    queryFn: () => unwrap(api.GET('/api/v1/tasks')),
    refetchInterval: ({ state }) => {
      const lastRuns = state.data?.items.flatMap((task) => task.last_run ?? []) ?? [];
      const slots = state.data?.items.flatMap((task) => task.next_run_at ?? []) ?? [];
      return taskPollDelay(lastRuns, slots, document.hidden, Date.now());
    },
  });
}

export interface Replacement {
  kind: 'group' | 'app' | 'site';
  gone_id: string;
  new_id: string;
}

/** Puts a thing that exists in the place of one that is gone, wherever it is named. */
export function useRepairReferences() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Replacement) => unwrap(api.POST('/api/v1/references/repair', { body })),
    onSuccess: () => {
      refreshTasks(client);
      void refresh(client, [keys.protected.all, keys.previews.all, keys.descriptions.all]);
    },
  });
}

/** One task. */
export function useTask(id: number) {
  const api = useApi();
  return useQuery({
    queryKey: keys.tasks.one(id),
    queryFn: () => unwrap(api.GET('/api/v1/tasks/{task_id}', { params: { path: { task_id: id } } })),
    retry: false,
  });
}

/** The zone in which a task is planned; null while it is not known, or when the task is gone. */
export function useTaskZone(id: number | null): string | null {
  const api = useApi();
  const { data } = useQuery({
    queryKey: keys.tasks.one(id),
    queryFn: () => unwrap(api.GET('/api/v1/tasks/{task_id}', { params: { path: { task_id: id ?? 0 } } })),
    enabled: id !== null,
    retry: false,
  });
  return data?.time_zone ?? null;
}

/** The task as it is stored now, past every cache. */
export function useLoadTask() {
  const api = useApi();
  return (id: number): Promise<Task> =>
    unwrap(api.GET('/api/v1/tasks/{task_id}', { params: { path: { task_id: id } } }));
}

/** What is saved, and over which version; null for a new task. */
export interface SaveRequest {
  draft: TaskDraft;
  replaces: Pick<Task, 'id' | 'version'> | null;
}

export function useSaveTask() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ draft, replaces }: SaveRequest): Promise<Task> => {
      if (!replaces) return unwrap(api.POST('/api/v1/tasks', { body: draft }));
      const params = { path: { task_id: replaces.id } };
      return unwrap(api.PUT('/api/v1/tasks/{task_id}', { params, body: { ...draft, version: replaces.version } }));
    },
    onSuccess: () => refreshTasks(client),
  });
}

export function useSwitchSchedule() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, isActive, isConfirmed = false }: { id: number; isActive: boolean; isConfirmed?: boolean }) =>
      unwrap(
        api.PUT('/api/v1/tasks/{task_id}/schedule-active', {
          params: { path: { task_id: id } },
          body: { is_schedule_active: isActive, is_confirmed: isConfirmed },
        }),
      ),
    onSettled: () => refresh(client, [keys.tasks.all]),
  });
}

/** Draft, test or live; whoever calls it with live has asked before. */
export function useSetMode() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, mode }: { id: number; mode: Task['mode'] }) =>
      unwrap(api.PUT('/api/v1/tasks/{task_id}/mode', { params: { path: { task_id: id } }, body: { mode, is_confirmed: true } })),
    onSuccess: () => refreshTasks(client),
  });
}

export function useCloneTask() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(api.POST('/api/v1/tasks/{task_id}/clone', { params: { path: { task_id: id } } })),
    onSuccess: () => refreshTasks(client),
  });
}

export function useRemoveTask() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(api.DELETE('/api/v1/tasks/{task_id}', { params: { path: { task_id: id } } })),
    onSuccess: () => refreshTasks(client),
  });
}

export function useRunNow() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, isEmergency }: { id: number; isEmergency: boolean }) =>
      unwrap(
        api.POST('/api/v1/tasks/{task_id}/runs', {
          params: { path: { task_id: id }, query: { is_emergency: isEmergency } },
        }),
      ),
    onSuccess: () => refreshTasks(client),
  });
}
