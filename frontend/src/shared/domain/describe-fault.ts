/* What ended a sync or a try to deliver, in the reader's language by its code, or else in the server's words. */
import type { Fault } from '../api/types.ts';
import { en, type MessageKey } from '../messages/catalogue.ts';
import type { Text } from '../messages/LocaleContext.tsx';

interface Told {
  fault: Fault | null;
  /** The server's own sentence. */
  error: string | null;
}

/** Where Atlassian's own words say more than the code does. */
const SAID_BY_ATLASSIAN: ReadonlySet<string> = new Set(['not_allowed', 'not_accepted', 'not_known', 'not_as_documented']);

function findKey(area: 'faults' | 'problems', name: string): MessageKey | null {
  return name in en[area] ? (`${area}.${name}` as MessageKey) : null;
}

export function describeFault({ fault, error }: Told, text: Text): string {
  const key = fault && findKey('faults', `fault_${fault.code}`);
  if (!key) return error ?? '';
  const { mistake, reading, more } = fault.values;
  const wrongField = mistake === undefined ? null : findKey('problems', `field_${mistake}`);
  const why = wrongField ? text(wrongField) : text(key, fault.values);
  const what = reading === undefined ? null : findKey('faults', `reads_${reading}`);
  const parts = [what ? text('faults.reading', { what: text(what), why }) : why];
  if (Number(more) > 0) parts.push(text('faults.more', { count: Number(more) }));
  if (error && SAID_BY_ATLASSIAN.has(fault.code)) parts.push(text('faults.original', { error }));
  return parts.join(' ');
}

const plain = (sentence: string): string => sentence.replaceAll('’', "'");
const OWN_SENTENCES = new Map(Object.entries(en.faults).flatMap(([name, said]) => (typeof said === 'string' ? [[plain(said), name]] : [])));

/** What Atlassian gave as the reason, said to be its words; where it gave none, the server's sentence in the reader's language. */
export function quoteAtlassian(error: string, text: Text): string {
  const own = OWN_SENTENCES.get(plain(error));
  const key = own === undefined ? null : findKey('faults', own);
  return key ? text(key) : text('runs.logSaidByAtlassian', { error });
}
