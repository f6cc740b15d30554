/* The names of groups that a task has chosen already: the API lists groups by name, not by id. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { type Api, unwrap, useApi } from '../api/client.ts';
import type { Group } from '../api/types.ts';
import { keys } from './keys.ts';

const FRESH_MS = 5 * 60_000;
const LARGEST_PAGE = 200;
const NO_NAMES: Readonly<Record<string, string>> = {};

/** Names by id; ids that no group has are absent. Reads on until all are found. */
export function useGroupNames(ids: readonly string[]): Readonly<Record<string, string>> {
  const api = useApi();
  const wanted = [...new Set(ids)].sort();
  const query = useQuery({
    queryKey: keys.groups.names(wanted),
    queryFn: () => findNames(api, new Set(wanted)),
    enabled: wanted.length > 0,
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });
  return query.data ?? NO_NAMES;
}

interface Page {
  items: Group[];
  next_cursor: string | null;
}

async function findNames(api: Api, wanted: ReadonlySet<string>): Promise<Record<string, string>> {
  const names: Record<string, string> = {};
  let cursor: string | null = null;
  do {
    const page: Page = await unwrap(api.GET('/api/v1/groups', { params: { query: { limit: LARGEST_PAGE, cursor } } }));
    for (const { group_id: id, label } of page.items) if (wanted.has(id)) names[id] = label;
    cursor = page.next_cursor;
  } while (cursor !== null && Object.keys(names).length < wanted.size);
  return names;
}
