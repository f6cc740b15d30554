/* Connecting the organization: verifying and storing its key. */
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { unwrap, useApi } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import { keys, refresh } from './keys.ts';
import type { SettingsIn } from '../api/types.ts';

export interface PastedKey {
  org_id: string;
  api_key: string;
  expires_on: string;
  /** Asked when the organization is connected for the first time. */
  time_zone?: string;
  /** What emails are written in. */
  language?: SettingsIn['language'];
  inactivity_days?: number;
  recipients?: string[];
}

/** Why a living key is missing, and where the data went when another installation took over. */
export interface Proof {
  isKeyDead: boolean;
  movedTo: string | null;
  movedAt: string | null;
  /** Whether this server has an organization to try everything with. */
  hasRehearsal: boolean;
  /** Whether this server can send emails. */
  hasEmail: boolean;
}

const told = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const readProof = ({ members }: ApiProblem): Proof => ({
  isKeyDead: members.setup === 'key_dead', movedTo: told(members.moved_to), movedAt: told(members.moved_at),
  hasRehearsal: members.has_rehearsal === true, hasEmail: members.has_email === true,
});

/** The installation that holds the organization of a refused key, or null for any other refusal. */
export function readHolder(error: unknown): { site: string; door: string; since: string } | null {
  if (!(error instanceof ApiProblem) || error.code !== 'organization_held') return null;
  const [site, door, since] = [told(error.members.site), told(error.members.door), told(error.members.since)];
  return site && door && since ? { site, door, since } : null;
}

/** Act for the organization in the place of the installation that does. */
export function useTakeOver() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PastedKey) => unwrap(api.POST('/api/v1/organization/take-over', { body })),
    onSuccess: () => client.resetQueries(),
  });
}

/** The id and a key of the organization to try everything with. */
export function useRehearsalKey() {
  const api = useApi();
  return useMutation({ mutationFn: () => unwrap(api.GET('/api/v1/organization/rehearsal')) });
}

/** The answer comes only after Atlassian was asked, so it takes a moment. */
export function useStoreKey() {
  const api = useApi();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: PastedKey) => unwrap(api.PUT('/api/v1/organization', { body })),
    onSuccess: () => refresh(client, [keys.me.all, keys.mirror.all]),
  });
}
