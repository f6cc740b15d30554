import { describe, expect, it } from 'vitest';

import { en, findMessage } from './catalogue.ts';
import { loadCatalogue } from './load-catalogue.ts';
import { fill, fillParts, type Message } from './translate.ts';

const found = { one: '{count} user of {total}', other: '{count} users of {total}' };

describe('a message', () => {
  it('takes its plural form and its numbers from the locale', () => {
    expect(fill(found, { count: 1, total: 2000 }, 'en')).toBe('1 user of 2,000');
    expect(fill(found, { count: 0, total: 2000 }, 'en')).toBe('0 users of 2,000');
    expect(fill(found, { count: 3, total: 2000 }, 'de')).toBe('3 users of 2.000');
  });

  it('shows a value that was forgotten instead of hiding it', () => {
    expect(fill('Hello {name}', {}, 'en')).toBe('Hello {name}');
  });

  it('puts values in as text, whatever they contain', () => {
    expect(fill('Hello {name}', { name: '{name} $& <b>' }, 'en')).toBe('Hello {name} $& <b>');
  });

  it('may hold elements', () => {
    expect(fillParts('See {link} now', { link: 42 }, 'en')).toEqual(['See ', '42', ' now']);
  });
});

describe('the catalogues', () => {
  it('fall back to English for a language that there is none for', async () => {
    expect(findMessage(await loadCatalogue('xx-YY'), 'common.cancel')).toBe('Cancel');
  });

  it('answer in German, whatever the country', async () => {
    expect(findMessage(await loadCatalogue('de-AT'), 'common.cancel')).toBe('Abbrechen');
  });

  it('have the same holes in every message', async () => {
    const german = new Map(listHoles(await loadCatalogue('de')));
    const differing = listHoles(en).filter(([key, holes]) => german.get(key) !== holes);
    expect(differing).toEqual([]);
  });

  it('address the admin formally and leave no English behind in German', async () => {
    const texts = listTexts(await loadCatalogue('de'));
    const suspicious = texts.filter(([, text]) => /\b(the|your|this|user|users|of|du|dein|deine[mnrs]?)\b/i.test(text));
    expect(suspicious).toEqual([]);
  });
});

type Messages = Readonly<Record<string, Readonly<Record<string, Message>>>>;

function listTexts(catalogue: Messages): [string, string][] {
  return Object.entries(catalogue).flatMap(([area, messages]) =>
    Object.entries(messages).flatMap(([name, message]): [string, string][] =>
      typeof message === 'string'
        ? [[`${area}.${name}`, message]]
        : [[`${area}.${name} one`, message.one], [`${area}.${name} other`, message.other]],
    ),
  );
}

const listHoles = (catalogue: Messages): [string, string][] =>
  listTexts(catalogue).map(([key, text]) => [key, [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ')]);
