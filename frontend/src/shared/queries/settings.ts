/* Settings, the protected list and the audit log. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { unwrap, useApi } from '../api/client.ts';
import { keys, refresh } from './keys.ts';
import type { BlackoutEntryIn, ProtectedEntryIn, SettingsIn } from '../api/types.ts';

export function useSettings() {
  const api = useApi();
  return useQuery({ queryKey: keys.settings.all, queryFn: () => unwrap(api.GET('/api/v1/settings')) });
}

/** The zones that can be chosen; they change with a release only. */
export function useTimeZones() {
  const api = useApi();
  const queryFn = async () => (await unwrap(api.GET('/api/v1/time-zones'))).items;
  return useQuery({ queryKey: keys.timeZones.all, queryFn, staleTime: Infinity });
}

/** Changes only what is given. */
export function useUpdateSettings() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SettingsIn) => unwrap(api.PATCH('/api/v1/settings', { body })),
    onSuccess: (settings) => {
      client.setQueryData(keys.settings.all, settings);
      void refresh(client, [keys.me, keys.audit, keys.dashboard, keys.tasks, keys.runs, keys.nextRuns].map(({ all }) => all));
    },
  });
}

export function useProtected() {
  const api = useApi();
  return useQuery({ queryKey: keys.protected.all, queryFn: async () => (await unwrap(api.GET('/api/v1/protected'))).items });
}

export function useProtect() {
  const api = useApi();
  const client = useQueryClient();
  const options = { onSettled: () => refresh(client, [keys.protected.all, keys.audit.all]) };
  const add = useMutation({
    mutationFn: (body: ProtectedEntryIn) => unwrap(api.POST('/api/v1/protected', { body })),
    ...options,
  });
  const remove = useMutation({
    mutationFn: (id: number) =>
      unwrap(api.DELETE('/api/v1/protected/{entry_id}', { params: { path: { entry_id: id } } })),
    ...options,
  });
  return { add, remove };
}

/** What a change of the calendar shows in: the next runs of tasks, and the log. */
const FORESEEN = [keys.blackouts, keys.audit, keys.tasks, keys.dashboard, keys.nextRuns].map(({ all }) => all);

/** The days on which nothing that takes something away starts. */
export function useBlackouts() {
  const api = useApi();
  return useQuery({ queryKey: keys.blackouts.all, queryFn: async () => (await unwrap(api.GET('/api/v1/blackout-days'))).items });
}

export function useChangeBlackouts() {
  const api = useApi();
  const client = useQueryClient();
  const options = { onSettled: () => refresh(client, FORESEEN) };
  const add = useMutation({
    mutationFn: (body: BlackoutEntryIn) => unwrap(api.POST('/api/v1/blackout-days', { body })),
    ...options,
  });
  const remove = useMutation({
    mutationFn: (id: number) =>
      unwrap(api.DELETE('/api/v1/blackout-days/{blackout_id}', { params: { path: { blackout_id: id } } })),
    ...options,
  });
  return { add, remove };
}

/** Users from whom tasks take nothing for a time, because something was given back to them. */
export function useRestored() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.restored.all,
    queryFn: ({ pageParam }) => unwrap(api.GET('/api/v1/restored', { params: { query: { cursor: pageParam } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useEndSparing() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => unwrap(api.DELETE('/api/v1/restored/{restored_id}', { params: { path: { restored_id: id } } })),
    onSettled: () => refresh(client, [keys.restored.all, keys.audit.all]),
  });
}

/** Which entries: of a person, about an object, from when until when. */
export interface AuditQuery {
  account_id?: string;
  subject?: string;
  since?: string;
  until?: string;
}

/** Whether the log is as it was written; asked by hand, because everything is looked at. */
export function useAuditProof() {
  const api = useApi();
  return useMutation({ mutationFn: () => unwrap(api.GET('/api/v1/audit/proof')) });
}

export function useAudit(query: AuditQuery) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.audit.of(query),
    queryFn: ({ pageParam }) => unwrap(api.GET('/api/v1/audit', { params: { query: { ...query, cursor: pageParam } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
