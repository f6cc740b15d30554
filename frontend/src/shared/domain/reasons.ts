/* Reasons in words, and what an admin can do about each. A reason the catalogue does not know is shown as the API says it. */
import { en, type MessageKey } from '../messages/catalogue.ts';
import type { Detail } from '../api/types.ts';
import type { Format } from '../format/format.ts';
import type { Text } from '../messages/LocaleContext.tsx';

function findKey(name: string): MessageKey | null {
  return name in en.runs ? (`runs.${name}` as MessageKey) : null;
}

export function explainReason(reason: string | null, text: Text, fallback: string | null = null): string {
  const key = findKey(`reason_${reason ?? 'unknown'}`);
  return key ? text(key) : (fallback ?? reason ?? '');
}

/** What repairs it, or null when nothing needs to be done. */
export function adviseOn(reason: string, text: Text): string | null {
  const key = findKey(`fix_${reason}`);
  return key ? text(key) : null;
}

/** The name of an action of a log line or a plan. */
export function nameAction(action: string, text: Text): string {
  const key = findKey(`action_${action}`);
  return key ? text(key) : action;
}

/** One part of a step in the reader's language; a kind that the catalogue does not know is shown as the API says it. */
export function describeDetail(detail: Detail, text: Text, format: Format): string {
  const isAboutApps = detail.apps.length > 0 && detail.reason !== 'externally_managed';
  const key = (isAboutApps ? findKey(`detail_${detail.kind}_apps`) : null) ?? findKey(`detail_${detail.kind}`);
  if (!key) return detail.text;
  return text(key, { group: detail.group_name ?? '', role: detail.role ?? '', apps: format.list(detail.apps) });
}
