import { describe, expect, it } from 'vitest';

import type { Fault } from '../api/types.ts';
import { findMessage } from '../messages/catalogue.ts';
import { loadCatalogue } from '../messages/load-catalogue.ts';
import { fill } from '../messages/translate.ts';
import { describeFault, quoteAtlassian } from './describe-fault.ts';

const german = await loadCatalogue('de');
const words = (key: Parameters<typeof findMessage>[1], values = {}): string => fill(findMessage(german, key), values, 'de');
const say = (fault: Fault | null, error: string | null = 'In English.'): string =>
  describeFault({ fault, error }, words);

describe('what ended a sync or a delivery', () => {
  it('is told in the reader’s language, with what was read and how much more failed', () => {
    expect(say({ code: 'listed_short', values: { counted: 2000, listed: 12, reading: 'users', more: 2 } })).toBe(
      'Das Lesen ist fehlgeschlagen (die Benutzer): Atlassian zählt 2.000, hat aber nur 12 genannt. Deswegen wurde nichts entfernt. 2 weitere Listen sind fehlgeschlagen.',
    );
  });

  it('leaves the original where it says more, and says that it is that', () => {
    expect(say({ code: 'not_allowed', values: {} }, 'Upgrade your plan.')).toBe(
      'Atlassian erlaubt das mit dem API-Schlüssel der Organisation nicht. Im Wortlaut des Servers: „Upgrade your plan.“',
    );
    expect(say({ code: 'silent', values: {} })).toBe('Atlassian hat nicht geantwortet.');
  });

  it('names what is wrong with an address in the words of the form', () => {
    expect(say({ code: 'bad_address', values: { mistake: 'host_unknown' } })).toBe('Der Name des Servers wurde nicht gefunden.');
  });

  it('is told in the server’s words where the code is new, or there is none', () => {
    expect(say({ code: 'brand_new' as Fault['code'], values: {} })).toBe('In English.');
    expect(say(null)).toBe('In English.');
  });
});

describe('what Atlassian gave as the reason', () => {
  it('is said to be its words, and only what it said', () => {
    expect(quoteAtlassian('Buy more seats.', words)).toBe('Atlassian sagte: Buy more seats.');
    expect(quoteAtlassian("Atlassian's answer could not be read.", words)).toBe('Die Antwort von Atlassian war nicht lesbar.');
  });
});
