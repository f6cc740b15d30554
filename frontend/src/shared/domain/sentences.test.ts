import { describe, expect, it } from 'vitest';

import { buildFormat } from '../format/format.ts';
import { type Catalogue, en, findMessage } from '../messages/catalogue.ts';
import { de } from '../messages/de/index.ts';
import type { Text } from '../messages/LocaleContext.tsx';
import { fill } from '../messages/translate.ts';
import { describeAction, describeCaution, describeSchedule } from './sentences.ts';

function speak(catalogue: Catalogue, locale: string) {
  const text: Text = (key, values = {}) => fill(findMessage(catalogue, key), values, locale);
  return [text, buildFormat(locale)] as const;
}
const english = speak(en, 'en-GB');
const german = speak(de, 'de-DE');

describe('an action', () => {
  it('names its targets, also those that are gone', () => {
    const action = { type: 'add_to_groups' as const, groups: ['g1', 'g2'] };
    expect(describeAction(action, { g1: 'staff' }, ...english)).toBe('Add to staff and deleted group g2');
    expect(describeAction(action, { g1: 'staff', g2: 'leads' }, ...german)).toBe('Zu staff und leads hinzufügen');
  });

  it('needs no targets when it is about the user', () => {
    expect(describeAction({ type: 'suspend_user' }, {}, ...english)).toBe('Suspend');
    expect(describeAction({ type: 'suspend_user' }, {}, ...german)).toBe('Sperren');
  });
});

describe('a schedule', () => {
  const weekly = { mode: 'weekly' as const, hour: 6 };
  const interval = { mode: 'interval' as const, start_date: '2026-12-01', hour: 22 };

  it('names its weekdays in their order', () => {
    expect(describeSchedule({ ...weekly, weekdays: ['thursday', 'monday'] }, ...english)).toBe('Monday and Thursday at 06:00');
    expect(describeSchedule({ ...weekly, weekdays: ['thursday', 'monday'] }, ...german)).toBe('Montag und Donnerstag um 06:00');
  });

  it('says every day when it is every day', () => {
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
    expect(describeSchedule({ ...weekly, weekdays: [...days] }, ...english)).toBe('Every day at 06:00');
  });

  it('tells an interval from its start', () => {
    expect(describeSchedule({ ...interval, every: 2, unit: 'weeks' }, ...english)).toBe('Every 2 weeks from 1 Dec 2026 at 22:00');
    expect(describeSchedule({ ...interval, every: 1, unit: 'months' }, ...german)).toBe('Jeden Monat ab 01.12.2026 um 22:00');
  });

  it('tells the one moment of a task that runs once', () => {
    expect(describeSchedule({ mode: 'once', date: '2026-12-24', hour: 7 }, ...english)).toBe('Once on 24 Dec 2026 at 07:00');
    expect(describeSchedule({ mode: 'once', date: '2026-12-24', hour: 7 }, ...german)).toBe('Einmal am 24.12.2026 um 07:00');
  });

  it('says when it never runs by itself', () => {
    expect(describeSchedule({ mode: 'manual' }, ...german)).toBe('Manuell');
  });
});

describe('a caution', () => {
  it('is said in the reader’s language with its names', () => {
    const caution = { code: 'overlap_added_here', text: 'English', facts: { task: 'Leavers', group: 'staff' } };
    expect(describeCaution(caution, german[0])).toContain('„Leavers“');
    expect(describeCaution(caution, english[0])).toContain('staff');
    const counted = describeCaution({ ...caution, facts: { ...caution.facts, people: '31' } }, english[0]);
    expect(counted).toBe(`${describeCaution(caution, english[0])} 31 people match the filters of both now.`);
  });

  it.each([
    ['this', 'once this task is live', 'sobald diese Aufgabe live ist'],
    ['other', 'once “Leavers” is live', 'sobald „Leavers“ live ist'],
    ['both', 'once both are live', 'sobald beide live sind'],
  ])('says which of two tasks has to be live before they meet: %s', (once, inEnglish, inGerman) => {
    const caution = { code: 'overlap_suspension', text: '', facts: { task: 'Leavers', people: '2', once } };
    expect(describeCaution(caution, english[0])).toContain(`now. That matters ${inEnglish}.`);
    expect(describeCaution(caution, german[0])).toContain(inGerman);
  });

  it('says how many people two tasks lead to and fro', () => {
    const both = { code: 'overlap_circling', text: '', facts: { task: 'Leavers', circling: '31' } };
    expect(describeCaution(both, german[0])).toMatch(/„Leavers“.*31/);
    expect(describeCaution({ ...both, code: 'overlap_circling_alone' }, english[0])).toContain('(31 now)');
  });

  it('about an action says the action', () => {
    const facts = { action: 'add_to_groups', targets: 'staff', sentence: 'Add to staff' };
    expect(describeCaution({ code: 'repeated_action', text: '', facts }, german[0])).toContain('„Zu staff hinzufügen“');
  });

  it('that is new is shown as the server says it', () => {
    expect(describeCaution({ code: 'brand_new', text: 'As the server says.', facts: {} }, german[0])).toBe('As the server says.');
  });
});
