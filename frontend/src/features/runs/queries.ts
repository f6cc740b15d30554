/* Requests about runs: the list, one run watched live, its log, and what can be decided about it. */
import {
  keepPreviousData, type QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient,
} from '@tanstack/react-query';

import { unwrap, useApi } from '../../shared/api/client.ts';
import { keys, refresh } from '../../shared/queries/keys.ts';
import type { Operation, Run } from '../../shared/api/types.ts';
import { taskPollDelay, runPollDelay } from '../../shared/queries/polling.ts';
import { isActive } from '../../shared/domain/progress.ts';

export function useRuns(taskId: number | null) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.runs.list(taskId),
    queryFn: ({ pageParam }) =>
      unwrap(api.GET('/api/v1/runs', { params: { query: { task_id: taskId, cursor: pageParam } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchIntervalInBackground: true,
    refetchInterval: ({ state }) =>
      taskPollDelay(state.data?.pages.flatMap((page) => page.items) ?? [], [], document.hidden, Date.now()),
  });
}

/** One run, asked for again while it goes on. */
export function useRun(id: number) {
  const api = useApi();
  return useQuery({
    queryKey: keys.runs.one(id),
    queryFn: () => unwrap(api.GET('/api/v1/runs/{run_id}', { params: { path: { run_id: id } } })),
    refetchIntervalInBackground: true,
    refetchInterval: ({ state }) => runPollDelay(state.data, document.hidden, Date.now()),
  });
}

export interface LogFilter {
  outcome: Operation['outcome'] | null;
  accountId: string | null;
  /** Only what somebody else has changed back. */
  hasComeBack: boolean;
}

const LOG_WHILE_ACTIVE_MS = 4_000;

/** The log of a run, page by page; the pages on show are asked for again while the run goes on. */
export function useLog(run: Pick<Run, 'id' | 'state'>, filter: LogFilter) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.runs.lines(run.id, filter),
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/api/v1/runs/{run_id}/operations', {
          params: {
            path: { run_id: run.id },
            query: { outcome: filter.outcome, account_id: filter.accountId, has_come_back: filter.hasComeBack, cursor: pageParam },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: isActive(run.state) ? LOG_WHILE_ACTIVE_MS : false,
    placeholderData: keepPreviousData,
  });
}

/** Before and after of one person; asked for again while the run goes on. */
export function usePersonChanges(run: Pick<Run, 'id' | 'state'>, accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.runs.changesOf(run.id, accountId),
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/runs/{run_id}/people', {
          params: { path: { run_id: run.id }, query: { account_id: accountId } },
        }),
      ),
    refetchInterval: isActive(run.state) ? LOG_WHILE_ACTIVE_MS : false,
  });
}

/** The log of a run, asked for anew. */
export function refreshLog(client: QueryClient, id: number): void {
  void refresh(client, [keys.runs.log(id)]);
}

/** The log and everything that shows the outcome of a run, asked for anew. */
export function refreshAfterRun(client: QueryClient, id: number): void {
  const shown = [keys.tasks, keys.dashboard, keys.mirror, keys.previews, keys.bulkPreviews, keys.users].map(({ all }) => all);
  void refresh(client, [keys.runs.log(id), keys.runs.lists, ...shown]);
}

type Decision = 'cancel' | 'reject' | { approve: string; isEmergency: boolean };

/** Cancel, reject, or approve the plan with the given hash. */
export function useDecision(id: number) {
  const api = useApi();
  const client = useQueryClient();
  const params = { path: { run_id: id } };
  return useMutation({
    mutationFn: (decision: Decision): Promise<Run> => {
      if (decision === 'cancel') return unwrap(api.POST('/api/v1/runs/{run_id}/cancel', { params }));
      if (decision === 'reject') return unwrap(api.POST('/api/v1/runs/{run_id}/reject', { params }));
      return unwrap(api.POST('/api/v1/runs/{run_id}/approve', {
        params,
        body: { plan_hash: decision.approve, is_emergency: decision.isEmergency },
      }));
    },
    onSuccess: (run) => client.setQueryData(keys.runs.one(id), run),
    onSettled: () => {
      void refresh(client, [keys.runs.one(id)]);
      refreshAfterRun(client, id);
    },
  });
}

interface Move {
  to: 'take-out' | 'put-back';
  account_ids: string[];
}

/** Take people out of a held plan, or back into it; the run that comes back has other numbers and another digest. */
export function useTakingOut(id: number) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ to, account_ids }: Move): Promise<Run> => {
      const options = { params: { path: { run_id: id } }, body: { account_ids } };
      if (to === 'take-out') return unwrap(api.POST('/api/v1/runs/{run_id}/take-out', options));
      return unwrap(api.POST('/api/v1/runs/{run_id}/put-back', options));
    },
    onSuccess: (run) => client.setQueryData(keys.runs.one(id), run),
    onSettled: () => {
      void refresh(client, [keys.runs.one(id)]);
      refreshLog(client, id);
    },
  });
}

/** Undo: answers with the new run that puts back what this one changed. */
export function useUndo(id: number) {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (isEmergency: boolean) =>
      unwrap(
        api.POST('/api/v1/runs/{run_id}/undo', { params: { path: { run_id: id }, query: { is_emergency: isEmergency } } }),
      ),
    // What is still being counted would be refused once the run is being undone.
    onMutate: () => client.cancelQueries({ queryKey: keys.undoPreviews.all }),
    onSuccess: () => refreshAfterRun(client, id),
  });
}

const UNDO_PAGE = 25;

/** What an undo would do, user by user and without totals, so that the first page comes at once. */
export function useUndoUsers(id: number) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.undoPreviews.users(id),
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET('/api/v1/runs/{run_id}/undo/preview', {
          params: { path: { run_id: id }, query: { cursor: pageParam, limit: UNDO_PAGE, has_totals: false } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    retry: false,
    staleTime: 0,
  });
}

/** The totals of an undo over everybody whom the run changed. */
export function useUndoTotals(id: number) {
  const api = useApi();
  return useQuery({
    queryKey: keys.undoPreviews.totals(id),
    queryFn: ({ signal }) =>
      unwrap(
        api.GET('/api/v1/runs/{run_id}/undo/preview', {
          params: { path: { run_id: id }, query: { limit: 1, has_totals: true } },
          signal,
        }),
      ),
    retry: false,
    staleTime: 0,
  });
}

/** People whose name or address holds the text. */
export function usePeopleSearch(search: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.users.picker(search),
    queryFn: () => unwrap(api.POST('/api/v1/users/search', { body: { text: search, limit: 20 } })),
    enabled: search.length > 0,
    placeholderData: keepPreviousData,
  });
}
