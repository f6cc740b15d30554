/* What the key form checks by itself before anything is sent, and where the server's errors belong. */
import type { PastedKey } from '../../shared/queries/organization.ts';
import { describeField } from '../../shared/domain/describe-error.ts';
import type { MessageKey } from '../../shared/messages/catalogue.ts';
import type { Text } from '../../shared/messages/LocaleContext.tsx';

export type KeyField = keyof PastedKey;
export type KeyErrors = Partial<Record<KeyField, string>>;

/** `today` is a date such as 2026-11-23. */
export function checkKey(key: Pick<PastedKey, 'org_id' | 'api_key' | 'expires_on'>, today: string): Partial<Record<KeyField, MessageKey>> {
  const errors: Partial<Record<KeyField, MessageKey>> = {};
  if (key.org_id.trim() === '') errors.org_id = 'setup.needOrgId';
  if (key.api_key.trim() === '') errors.api_key = 'setup.needKey';
  if (key.expires_on === '') errors.expires_on = 'setup.needDate';
  else if (key.expires_on < today) errors.expires_on = 'setup.pastDate';
  return errors;
}

const FIELDS: readonly KeyField[] = ['org_id', 'api_key', 'expires_on', 'time_zone', 'inactivity_days', 'recipients'];
const MOST_RECIPIENTS = 10;

/** The server's errors by field. */
export function fieldErrors(error: unknown, text: Text): KeyErrors {
  const errors: KeyErrors = {};
  for (const field of FIELDS) {
    const pointers = [`/${field}`, ...(field === 'recipients' ? Array.from({ length: MOST_RECIPIENTS }, (_, at) => `/${field}/${at}`) : [])];
    const message = pointers.map((pointer) => describeField(error, pointer, text)).find(Boolean);
    if (message) errors[field] = message;
  }
  return errors;
}
