/* What there is to choose from: apps, sites, groups, domains, roles. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { unwrap, useApi } from '../api/client.ts';
import { keys } from './keys.ts';

const SELDOM_CHANGES = { staleTime: 5 * 60_000 };
const GROUPS_SHOWN = 50;

export function useApps() {
  const api = useApi();
  return useQuery({
    queryKey: keys.apps.all,
    queryFn: async () => (await unwrap(api.GET('/api/v1/apps'))).items,
    ...SELDOM_CHANGES,
  });
}

export function useSites() {
  const api = useApi();
  return useQuery({
    queryKey: keys.sites.all,
    queryFn: async () => (await unwrap(api.GET('/api/v1/sites'))).items,
    ...SELDOM_CHANGES,
  });
}

export function useDomains() {
  const api = useApi();
  return useQuery({
    queryKey: keys.domains.all,
    queryFn: async () => (await unwrap(api.GET('/api/v1/email-domains'))).items,
    ...SELDOM_CHANGES,
  });
}

export function useRoles() {
  const api = useApi();
  return useQuery({
    queryKey: keys.roles.all,
    queryFn: async () => (await unwrap(api.GET('/api/v1/roles'))).items,
    ...SELDOM_CHANGES,
  });
}

/** The first groups whose name contains `search`. */
export function useGroups(search: string) {
  const api = useApi();
  const query = { search: search || null, limit: GROUPS_SHOWN };
  return useQuery({
    queryKey: keys.groups.of(query),
    queryFn: () => unwrap(api.GET('/api/v1/groups', { params: { query } })),
    placeholderData: keepPreviousData,
    ...SELDOM_CHANGES,
  });
}
