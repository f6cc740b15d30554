/* What the key form checks by itself before anything is sent, and where the server's errors belong. */
import type { PastedKey } from '../api/organization.ts';
import { describeField } from '../app/describeError.ts';
import type { MessageKey } from '../messages/catalogue.ts';
import type { Text } from '../messages/LocaleContext.tsx';

export type KeyField = keyof PastedKey;
export type KeyErrors = Partial<Record<KeyField, string>>;

/** `today` is a date such as 2026-11-23. */
export function checkKey(key: PastedKey, today: string): Partial<Record<KeyField, MessageKey>> {
  const errors: Partial<Record<KeyField, MessageKey>> = {};
  if (key.org_id.trim() === '') errors.org_id = 'setup.needOrgId';
  if (key.api_key.trim() === '') errors.api_key = 'setup.needKey';
  if (key.expires_on === '') errors.expires_on = 'setup.needDate';
  else if (key.expires_on < today) errors.expires_on = 'setup.pastDate';
  return errors;
}

const FIELDS: readonly KeyField[] = ['org_id', 'api_key', 'expires_on', 'time_zone'];

/** The server's errors by field. */
export function fieldErrors(error: unknown, text: Text): KeyErrors {
  const errors: KeyErrors = {};
  for (const field of FIELDS) {
    const message = describeField(error, `/${field}`, text);
    if (message) errors[field] = message;
  }
  return errors;
}
