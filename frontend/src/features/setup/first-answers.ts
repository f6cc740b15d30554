/* What is asked when the organization is first connected, with answers that can be kept: pure. */
import type { PastedKey } from '../../shared/queries/organization.ts';
import { guessZone } from '../../shared/pickers/zone-search.ts';

export interface FirstAnswers {
  time_zone: string;
  inactivity_days: string;
  recipients: string;
}

const MOST_DAYS = 3650;

export const suggestAnswers = (): FirstAnswers => ({ time_zone: guessZone(), inactivity_days: '30', recipients: '' });

const readDays = (typed: string): number => (/^\d{1,4}$/.test(typed.trim()) ? Number(typed) : 0);

export const hasUsableDays = ({ inactivity_days: typed }: FirstAnswers): boolean => readDays(typed) >= 1 && readDays(typed) <= MOST_DAYS;

export function readAnswers({ time_zone, inactivity_days: days, recipients: typed }: FirstAnswers): Partial<PastedKey> {
  const recipients = typed.split(/[\s,;]+/).filter(Boolean);
  return { time_zone, inactivity_days: readDays(days), ...(recipients.length > 0 ? { recipients } : {}) };
}
