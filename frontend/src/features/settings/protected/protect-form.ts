/* What an admin enters to protect somebody, and whether it can be sent. */
import type { ProtectedEntryIn } from '../../../shared/api/types.ts';
import { cleanDomain } from '../../../shared/filters/drafts.ts';
import type { MessageKey } from '../../../shared/messages/catalogue.ts';

export interface ProtectForm {
  kind: ProtectedEntryIn['kind'];
  value: string;
  reason: string;
  /** A date such as 2026-12-31, or empty. */
  until: string;
  includesSubdomains: boolean;
}

export const EMPTY: ProtectForm = { kind: 'user', value: '', reason: '', until: '', includesSubdomains: false };
export type ProtectErrors = Partial<Record<'value' | 'reason' | 'until', MessageKey>>;

export function checkForm(form: ProtectForm, today: string): ProtectErrors {
  const errors: ProtectErrors = {};
  if (form.value.trim() === '') errors.value = 'settings.needValue';
  if (form.reason.trim() === '') errors.reason = 'settings.needReason';
  if (form.until !== '' && form.until < today) errors.until = 'settings.pastUntil';
  return errors;
}

/** Protection lasts to the end of the day, wherever the admin is. */
export function toEntry({ kind, value, reason, until, includesSubdomains }: ProtectForm): ProtectedEntryIn {
  return {
    kind,
    value: kind === 'domain' ? cleanDomain(value) : value.trim(),
    reason: reason.trim(),
    includes_subdomains: kind === 'domain' && includesSubdomains,
    expires_at: until === '' ? null : new Date(`${until}T23:59:59`).toISOString(),
  };
}
