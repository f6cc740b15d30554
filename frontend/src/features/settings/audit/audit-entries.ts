/* Audit entries in words: the event's sentence, and what differs between before and after. */
import type { AuditEntry } from '../../../shared/api/types.ts';
import { en, type MessageKey } from '../../../shared/messages/catalogue.ts';
import type { Text } from '../../../shared/messages/LocaleContext.tsx';

export function nameEvent({ event, subject }: Pick<AuditEntry, 'event' | 'subject'>, text: Text): string {
  const name = event.replaceAll('.', '_');
  if (name in en.events) return text(`events.${name}` as MessageKey, { subject: subject ?? '' });
  return subject ? `${event}: ${subject}` : event;
}

export interface Difference {
  name: string;
  before: string;
  after: string;
}

function show(value: unknown): string {
  if (value === undefined || value === null) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function listDifferences({ before, after }: Pick<AuditEntry, 'before' | 'after'>): Difference[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .map((name) => ({ name, before: show(before?.[name]), after: show(after?.[name]) }))
    .filter((difference) => difference.before !== difference.after);
}
