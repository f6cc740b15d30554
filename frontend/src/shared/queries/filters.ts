/* Saved filters and what a filter says about itself. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { fingerprint } from '../filters/fingerprint.ts';
import type { Specification } from '../filters/specification.ts';
import { unwrap, useApi } from '../api/client.ts';
import type { SavedFilter } from '../api/types.ts';
import { keys, refresh } from './keys.ts';

export function useFilters() {
  const api = useApi();
  return useQuery({ queryKey: keys.filters.all, queryFn: async () => (await unwrap(api.GET('/api/v1/filters'))).items });
}

/** The filter read back as a sentence, and how many users match now. Pass null to ask nothing. */
export function useDescription(specification: Specification | null) {
  const api = useApi();
  return useQuery({
    queryKey: keys.descriptions.of(specification ? fingerprint(specification) : null),
    queryFn: () =>
      unwrap(api.POST('/api/v1/filters/describe', { body: { specification: specification as Specification } })),
    enabled: specification !== null,
    placeholderData: keepPreviousData,
  });
}

/** Who would come in and drop out if the saved filter became this specification. */
export function useFilterChange(filterId: number, specification: Specification) {
  const api = useApi();
  return useQuery({
    queryKey: keys.filterChanges.of(filterId, fingerprint(specification)),
    queryFn: () =>
      unwrap(
        api.POST('/api/v1/filters/{filter_id}/change', {
          params: { path: { filter_id: filterId } },
          body: { specification },
        }),
      ),
    staleTime: 0,
  });
}

interface Draft {
  name: string;
  specification: Specification;
}

export function useFilterMutations() {
  const api = useApi();
  const client = useQueryClient();
  const options = { onSettled: () => refresh(client, [keys.filters.all]) };
  const create = useMutation({
    mutationFn: ({ name, specification }: Draft) =>
      unwrap(api.POST('/api/v1/filters', { body: { name, specification } })),
    ...options,
  });
  const update = useMutation({
    mutationFn: ({ id, version, name, specification }: Draft & Pick<SavedFilter, 'id' | 'version'>) =>
      unwrap(
        api.PUT('/api/v1/filters/{filter_id}', {
          params: { path: { filter_id: id } },
          body: { name, specification, version },
        }),
      ),
    ...options,
  });
  const copy = useMutation({
    mutationFn: ({ id, name }: { id: number; name: string }) =>
      unwrap(api.POST('/api/v1/filters/{filter_id}/copy', { params: { path: { filter_id: id } }, body: { name } })),
    ...options,
  });
  const remove = useMutation({
    mutationFn: ({ id, isConfirmed }: { id: number; isConfirmed: boolean }) =>
      unwrap(
        api.DELETE('/api/v1/filters/{filter_id}', {
          params: { path: { filter_id: id }, query: { confirm: isConfirmed } },
        }),
      ),
    // Tasks that used it have none now. Not waited for: the dialog goes with the filter, and has to say first that it is gone.
    onSettled: () => {
      void refresh(client, [keys.filters.all, keys.tasks.all, keys.dashboard.all]);
    },
  });
  return { create, update, copy, remove };
}
