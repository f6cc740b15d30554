/* Users: a page of the search, one user in full, why a user matches, the export. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { fingerprint } from '../filters/fingerprint.ts';
import type { Specification } from '../filters/specification.ts';
import { unwrap, useApi } from '../api/client.ts';
import type { AskPart, FileKind } from '../downloads/parts.ts';
import type { UserSearch } from '../api/types.ts';
import { keys } from './keys.ts';

export const PAGE_SIZE = 50;

export function useUserPage(search: UserSearch) {
  const api = useApi();
  return useQuery({
    queryKey: keys.users.page(search),
    queryFn: () => unwrap(api.POST('/api/v1/users/search', { body: search })),
    placeholderData: keepPreviousData,
  });
}

export function useUser(accountId: string) {
  const api = useApi();
  return useQuery({
    queryKey: keys.users.one(accountId),
    queryFn: () => unwrap(api.GET('/api/v1/users/{account_id}', { params: { path: { account_id: accountId } } })),
  });
}

/** One node of an explanation: a condition with the user's own value, or a combination with its parts. */
export interface ExplanationNode {
  pointer: string;
  kind: string;
  sentence: string;
  verdict: 'yes' | 'no' | 'unknown';
  value: string | null;
  parts: ExplanationNode[];
}

export function useExplanation(accountId: string, specification: Specification) {
  const api = useApi();
  return useQuery({
    queryKey: keys.users.why(accountId, fingerprint(specification)),
    queryFn: async () => {
      const { matches, tree } = await unwrap(
        api.POST('/api/v1/users/{account_id}/explain', {
          params: { path: { account_id: accountId } },
          body: { specification },
        }),
      );
      return { matches, tree: tree as unknown as ExplanationNode };
    },
  });
}

export interface ExportRequest {
  specification: Specification;
  text: string;
}

/** How an export is asked for, part by part. */
export function useExportParts(): (what: ExportRequest, format: Exclude<FileKind, 'jsonl'>) => AskPart {
  const api = useApi();
  return ({ specification, text }, format) =>
    (cursor, signal) =>
      unwrap(
        api.POST('/api/v1/users/export/part', {
          body: { specification, text: text || null, format, cursor },
          signal,
        }),
      );
}
