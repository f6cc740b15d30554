/* Names of statuses, claims and roles in the user's language. */
import { en, type MessageKey } from '../messages/catalogue.ts';
import type { Text } from '../messages/LocaleContext.tsx';
import type { AccountKind, Claim, Status } from './specification.ts';

export const STATUS_NAMES: Readonly<Record<Status, MessageKey>> = {
  active: 'filters.statusActive',
  suspended: 'filters.statusSuspended',
  deactivated: 'filters.statusDeactivated',
  not_invited: 'filters.statusNotInvited',
  for_deletion: 'filters.statusForDeletion',
};

export const KIND_NAMES: Readonly<Record<AccountKind | 'other', MessageKey>> = {
  person: 'filters.kindPerson',
  service_account: 'filters.kindServiceAccount',
  agent: 'filters.kindAgent',
  app: 'filters.kindApp',
  customer: 'filters.kindCustomer',
  other: 'filters.kindOther',
};

/** The kind of an account in words; null is not known. */
export const nameKind = (kind: string | null, text: Text): string =>
  kind !== null && kind in KIND_NAMES ? text(KIND_NAMES[kind as keyof typeof KIND_NAMES]) : text('common.unknown');

export const CLAIM_NAMES: Readonly<Record<Claim, MessageKey>> = {
  managed: 'filters.claimManaged',
  unmanaged: 'filters.claimUnmanaged',
};

/** A role in words; one that the catalogue does not know by its id without the vendor's prefix. */
export function nameRole(role: string, text: Text): string {
  const id = role.replace(/^atlassian\//, '');
  const key = `role_${id.replaceAll('-', '_')}`;
  return key in en.filters ? text(`filters.${key}` as MessageKey) : id;
}
