/* Connecting the organization: verifying and storing its key. */
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { unwrap, useApi } from './client.ts';
import { ME, MIRROR } from './session.ts';

export interface PastedKey {
  org_id: string;
  api_key: string;
  expires_on: string;
  /** Asked when the organization is connected for the first time. */
  time_zone?: string;
}

/** The answer comes only after Atlassian was asked, so it takes a moment. */
export function useStoreKey() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PastedKey) => unwrap(api.PUT('/api/v1/organization', { body })),
    onSuccess: () => Promise.all([ME, MIRROR].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
