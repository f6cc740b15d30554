/* Settings, the protected list and the audit log. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { unwrap, useApi } from '../api/client.ts';
import { ME } from './session.ts';
import type { BlackoutEntryIn, ProtectedEntryIn, SettingsIn } from '../api/types.ts';

const SETTINGS = ['settings'];
const PROTECTED = ['protected'];
const AUDIT = ['audit'];

export function useSettings() {
  const api = useApi();
  return useQuery({ queryKey: SETTINGS, queryFn: () => unwrap(api.GET('/api/v1/settings')) });
}

/** The zones that can be chosen; they change with a release only. */
export function useTimeZones() {
  const api = useApi();
  const queryFn = async () => (await unwrap(api.GET('/api/v1/time-zones'))).items;
  return useQuery({ queryKey: ['time-zones'], queryFn, staleTime: Infinity });
}

/** Changes only what is given. */
export function useUpdateSettings() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SettingsIn) => unwrap(api.PATCH('/api/v1/settings', { body })),
    onSuccess: (settings) => {
      client.setQueryData(SETTINGS, settings);
      for (const queryKey of [ME, AUDIT, ['dashboard'], ['tasks'], ['runs'], ['next-runs']]) void client.invalidateQueries({ queryKey });
    },
  });
}

export function useProtected() {
  const api = useApi();
  return useQuery({ queryKey: PROTECTED, queryFn: async () => (await unwrap(api.GET('/api/v1/protected'))).items });
}

export function useProtect() {
  const api = useApi();
  const client = useQueryClient();
  const refresh = { onSettled: () => Promise.all([PROTECTED, AUDIT].map((queryKey) => client.invalidateQueries({ queryKey }))) };
  const add = useMutation({
    mutationFn: (body: ProtectedEntryIn) => unwrap(api.POST('/api/v1/protected', { body })),
    ...refresh,
  });
  const remove = useMutation({
    mutationFn: (id: number) =>
      unwrap(api.DELETE('/api/v1/protected/{entry_id}', { params: { path: { entry_id: id } } })),
    ...refresh,
  });
  return { add, remove };
}

const BLACKOUTS = ['blackouts'];
/** What a change of the calendar shows in: the next runs of tasks, and the log. */
const FORESEEN = [BLACKOUTS, AUDIT, ['tasks'], ['dashboard'], ['next-runs']];

/** The days on which nothing that takes something away starts. */
export function useBlackouts() {
  const api = useApi();
  return useQuery({ queryKey: BLACKOUTS, queryFn: async () => (await unwrap(api.GET('/api/v1/blackout-days'))).items });
}

export function useChangeBlackouts() {
  const api = useApi();
  const client = useQueryClient();
  const refresh = { onSettled: () => Promise.all(FORESEEN.map((queryKey) => client.invalidateQueries({ queryKey }))) };
  const add = useMutation({
    mutationFn: (body: BlackoutEntryIn) => unwrap(api.POST('/api/v1/blackout-days', { body })),
    ...refresh,
  });
  const remove = useMutation({
    mutationFn: (id: number) =>
      unwrap(api.DELETE('/api/v1/blackout-days/{blackout_id}', { params: { path: { blackout_id: id } } })),
    ...refresh,
  });
  return { add, remove };
}

const RESTORED = ['restored'];

/** Users from whom tasks take nothing for a time, because something was given back to them. */
export function useRestored() {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: RESTORED,
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
    onSettled: () => Promise.all([RESTORED, AUDIT].map((queryKey) => client.invalidateQueries({ queryKey }))),
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
    queryKey: [...AUDIT, query],
    queryFn: ({ pageParam }) => unwrap(api.GET('/api/v1/audit', { params: { query: { ...query, cursor: pageParam } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}
