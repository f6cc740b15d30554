import { describe, expect, it } from 'vitest';

import { ApiProblem, readProblem } from '../api/problem.ts';
import { type Catalogue, en, findMessage } from '../messages/catalogue.ts';
import { loadCatalogue } from '../messages/load-catalogue.ts';
import { fill } from '../messages/translate.ts';
import type { Text } from '../messages/LocaleContext.tsx';
import { describeError, describeField } from './describe-error.ts';

const speak = (catalogue: Catalogue, locale: string): Text => (key, values = {}) => fill(findMessage(catalogue, key), values, locale);
const text = speak(en, 'en');
const german = speak(await loadCatalogue('de'), 'de');
const problem = (status: number, code: string, detail = ''): ApiProblem => new ApiProblem({ status, code, detail });
const refused = (...errors: object[]): ApiProblem =>
  readProblem(422, { code: 'invalid', detail: 'The input is not valid.', errors });

describe('what an error says', () => {
  it('is in the admin’s language where the page knows its code', () => {
    expect(describeError(problem(409, 'run_active', 'A run is active.'), german)).toMatch(/^Ein solcher Lauf ist schon aktiv/);
  });

  it('is the server’s own detail where the page does not', () => {
    expect(describeError(problem(409, 'of_tomorrow', 'Not before tomorrow.'), german)).toBe('Not before tomorrow.');
  });

  it('names what the server gave beside the code', () => {
    const elsewhere = readProblem(409, { code: 'other_organization', detail: '…', organization: 'Acme', tasks: [] });
    expect(describeError(elsewhere, text)).toContain('This installation manages Acme.');
  });

  it('is the reason of a log where a run cannot start for one', () => {
    expect(describeError(problem(409, 'stopped', 'Runs are stopped.'), german)).toBe('Alle Läufe sind angehalten (Einstellungen).');
  });

  it('is about the line when there was no answer at all', () => {
    expect(describeError(new TypeError('Failed to fetch'), text)).toBe(en.common.errorOffline);
  });

  it('is about the visit, or about somebody else’s change, whatever the server calls it', () => {
    expect(describeError(problem(401, 'unauthorized', 'No valid token.'), text)).toBe(en.common.errorSession);
    expect(describeError(problem(409, 'version_conflict', 'Version 4.'), text)).toBe(en.common.errorConflict);
  });

  it('names the status of an answer that cannot be read', () => {
    expect(describeError(problem(502, 'unreadable'), text)).toContain('502');
  });
});

describe('what is wrong with fields', () => {
  const days = { pointer: '/specification/root/days', detail: 'days: must …', code: 'days_out_of_range', values: { most: 36500 } };
  const name = { pointer: '/name', detail: 'Another saved filter has this name.', code: 'name_taken', values: {} };

  it('is said in the admin’s language, with its values', () => {
    expect(describeField(refused(days), days.pointer, german)).toBe('Geben Sie 1 bis 36.500 Tage ein.');
    expect(describeField(refused(days), days.pointer, text)).toBe('Enter 1 to 36,500 days.');
  });

  it('is the server’s sentence for a code of tomorrow, or of none', () => {
    expect(describeField(refused({ ...name, code: 'of_tomorrow' }), '/name', german)).toBe(name.detail);
    expect(describeField(refused({ pointer: '/name', detail: 'Odd.' }), '/name', german)).toBe('Odd.');
  });

  it('is nothing for a field that is right, or an error of another kind', () => {
    expect(describeField(refused(name), '/other', text)).toBeUndefined();
    expect(describeField(new TypeError('Failed to fetch'), '/name', text)).toBeUndefined();
    expect(describeField(null, '/name', text)).toBeUndefined();
  });

  it('is the first of several, and how many there are, where there is one place for all', () => {
    expect(describeError(refused(days, name), german)).toBe('Geben Sie 1 bis 36.500 Tage ein. (2 Felder brauchen Aufmerksamkeit.)');
  });
});
