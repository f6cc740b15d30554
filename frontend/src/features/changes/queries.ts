/* What changed about people: a list that is read page after page, and the same as a file. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';

import { unwrap, useApi } from '../../shared/api/client.ts';
import { keys } from '../../shared/queries/keys.ts';
import type { AskPart, FileKind } from '../../shared/downloads/parts.ts';
import type { ChangeEntry } from '../../shared/api/types.ts';

/** Which changes; without `since` those since yesterday. */
export interface ChangeQuestion {
  since?: string;
  until?: string;
  kind?: ChangeEntry['kind'];
  group_id?: string;
  app?: string;
  account_id?: string;
  cause?: ChangeEntry['cause'];
  q?: string;
}

export function useChanges(question: ChangeQuestion, limit = 50) {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: keys.changes.of(question, limit),
    queryFn: ({ pageParam }) =>
      unwrap(api.GET('/api/v1/changes', { params: { query: { ...question, limit, cursor: pageParam } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

/** How the file is asked for, part by part. */
export function useChangeParts(): (question: ChangeQuestion, format: Exclude<FileKind, 'jsonl'>) => AskPart {
  const api = useApi();
  return (question, format) => (cursor, signal) =>
    unwrap(api.GET('/api/v1/changes/export/part', { params: { query: { ...question, format, cursor } }, signal }));
}
