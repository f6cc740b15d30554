/* Which entries of the audit log are looked for: what is typed, and what is asked. */
import type { AuditQuery } from '../../../shared/queries/settings.ts';

export interface AuditForm {
  accountId: string | null;
  subject: string;
  /** Days as the browser has them (2026-01-31), or empty. */
  since: string;
  until: string;
}

export const EVERYTHING: AuditForm = { accountId: null, subject: '', since: '', until: '' };
const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Both days count whole, in UTC, as the log is kept. What is not filled in, or no day yet, is left out. */
export function toQuery({ accountId, subject, since, until }: AuditForm): AuditQuery {
  return {
    ...(accountId === null ? {} : { account_id: accountId }),
    ...(subject.trim() === '' ? {} : { subject: subject.trim() }),
    ...(isDay(since) ? { since: `${since}T00:00:00Z` } : {}),
    ...(isDay(until) ? { until: new Date(Date.parse(`${until}T00:00:00Z`) + DAY_MS).toISOString() } : {}),
  };
}

const isDay = (typed: string): boolean => DAY.test(typed) && typed >= '2000' && typed < '9000' && !Number.isNaN(Date.parse(typed));
