import { describe, expect, it } from 'vitest';

import { findMessage, loadCatalogue } from './catalogue.ts';
import { fill, fillParts } from './translate.ts';

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
});
