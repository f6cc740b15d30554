/* Which entries of the audit log are looked for: what is typed, and what is asked. */
import { toMoments } from '../../../shared/domain/day-range.ts';
import type { AuditQuery } from '../../../shared/queries/settings.ts';

export interface AuditForm {
  accountId: string | null;
  subject: string;
  /** Days as the browser has them (2026-01-31), or empty. */
  since: string;
  until: string;
}

export const EVERYTHING: AuditForm = { accountId: null, subject: '', since: '', until: '' };

/** Both days count whole, in UTC, as the log is kept. What is not filled in, or no day yet, is left out. */
export function toQuery({ accountId, subject, since, until }: AuditForm): AuditQuery {
  return {
    ...(accountId === null ? {} : { account_id: accountId }),
    ...(subject.trim() === '' ? {} : { subject: subject.trim() }),
    ...toMoments(since, until),
  };
}
