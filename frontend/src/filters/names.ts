/* Names of statuses, claims and roles in the user's language. */
import type { MessageKey } from '../messages/catalogue.ts';
import type { Claim, Status } from './specification.ts';

export const STATUS_NAMES: Readonly<Record<Status, MessageKey>> = {
  active: 'filters.statusActive',
  suspended: 'filters.statusSuspended',
  deactivated: 'filters.statusDeactivated',
  not_invited: 'filters.statusNotInvited',
  for_deletion: 'filters.statusForDeletion',
};

export const CLAIM_NAMES: Readonly<Record<Claim, MessageKey>> = {
  managed: 'filters.claimManaged',
  unmanaged: 'filters.claimUnmanaged',
};

/** A role id without its vendor prefix: `atlassian/org-admin` is `org-admin`. */
export const nameRole = (role: string): string => role.replace(/^atlassian\//, '');
