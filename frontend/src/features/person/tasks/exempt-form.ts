/* What an admin enters to exempt somebody from a task, and whether it can be sent. */
import type { ExemptionIn } from '../../../shared/api/types.ts';
import type { MessageKey } from '../../../shared/messages/catalogue.ts';

/** In the next run alone, or until the end of a day. */
export type ExemptKind = 'once' | 'until';

export interface ExemptEntry {
  kind: ExemptKind;
  reason: string;
  /** A date such as 2026-12-31, or empty. */
  day: string;
}

export type ExemptErrors = Partial<Record<'reason' | 'day', MessageKey>>;

/** The end of a day, wherever the admin is. */
const endOf = (day: string): Date => new Date(`${day}T23:59:59`);

export function checkExempt({ kind, reason, day }: ExemptEntry, now: Date): ExemptErrors {
  const errors: ExemptErrors = {};
  if (reason.trim() === '') errors.reason = 'person.exemptNeedReason';
  if (kind === 'until' && !(endOf(day) > now)) errors.day = 'person.exemptNeedDay';
  return errors;
}

export function toExemption({ kind, reason, day }: ExemptEntry): ExemptionIn {
  return { reason: reason.trim(), expires_at: kind === 'once' ? null : endOf(day).toISOString() };
}
