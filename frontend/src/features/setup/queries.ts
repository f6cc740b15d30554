/* Earlier installations whose data may be taken over. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { unwrap, useApi } from '../../shared/api/client.ts';
import { keys } from '../../shared/queries/keys.ts';

export function useEarlierInstallations() {
  const api = useApi();
  return useQuery({
    queryKey: keys.earlierInstallations.all,
    queryFn: async () => (await unwrap(api.GET('/api/v1/earlier-installations'))).items,
  });
}

/** Everything that was read before is of the installation that is gone then. */
export function useLinkEarlier() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(api.POST('/api/v1/earlier-installations/{earlier_id}/link', { params: { path: { earlier_id: id } } })),
    onSuccess: () => client.invalidateQueries(),
  });
}
