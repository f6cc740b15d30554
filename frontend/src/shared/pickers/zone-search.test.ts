import { describe, expect, it } from 'vitest';

import type { TimeZone } from '../api/types.ts';
import { findChoice, listChoices, matchesZone, rankChoices } from './zone-search.ts';

const zone = (name: string, minutes: number, rest: Partial<TimeZone> = {}): TimeZone => ({
  name, offset_minutes: minutes, aliases: [], countries: [], country_names: [], words: [], ...rest,
});
const ZONES = [
  zone('Asia/Kolkata', 330, { aliases: ['Asia/Calcutta'], countries: ['IN'], country_names: ['India'], words: ['IST'] }),
  zone('Europe/Kyiv', 120, { aliases: ['Europe/Kiev'], countries: ['UA'], country_names: ['Ukraine'], words: ['EET', 'EEST'] }),
  zone('America/Los_Angeles', -480, { aliases: ['US/Pacific'], countries: ['US'], country_names: ['United States'], words: ['PST', 'PDT'] }),
  zone('Asia/Ho_Chi_Minh', 420, { aliases: ['Asia/Saigon'], countries: ['VN'], country_names: ['Vietnam'] }),
  zone('America/Sao_Paulo', -180, { countries: ['BR'], country_names: ['Brazil'] }),
  zone('America/Indiana/Indianapolis', -300, { aliases: ['US/East-Indiana'], countries: ['US'], words: ['EST', 'EDT'] }),
  zone('America/New_York', -300, { countries: ['US'], words: ['EST', 'EDT'] }),
  zone('Europe/Zurich', 60, { countries: ['CH'], country_names: ['Switzerland'], words: ['CET', 'CEST'] }),
  zone('Asia/Kabul', 270, { countries: ['AF'], country_names: ['Afghanistan'] }),
  zone('Asia/Karachi', 300, { countries: ['PK'], country_names: ['Pakistan'], words: ['PKT'] }),
];
const CHOICES = listChoices(ZONES, 'de-DE');
const find = (typed: string): string[] => rankChoices(CHOICES, typed).filter((choice) => matchesZone(choice, typed)).map((choice) => choice.value);

describe('a time zone', () => {
  it.each([
    ['kolkata', 'Asia/Kolkata'], ['Calcutta', 'Asia/Kolkata'], ['Indien', 'Asia/Kolkata'], ['+05:30', 'Asia/Kolkata'],
    ['UTC+5:30', 'Asia/Kolkata'], ['gmt +05:30', 'Asia/Kolkata'], ['+0530', 'Asia/Kolkata'], ['Kyiv', 'Europe/Kyiv'],
    ['kiev', 'Europe/Kyiv'], ['ukr', 'Europe/Kyiv'], ['PST', 'America/Los_Angeles'], ['pacific', 'America/Los_Angeles'],
    ['los angeles', 'America/Los_Angeles'], ['-8', 'America/Los_Angeles'], ['−08:00', 'America/Los_Angeles'],
    ['Ho_Chi', 'Asia/Ho_Chi_Minh'], ['ho chi', 'Asia/Ho_Chi_Minh'], ['são paulo', 'America/Sao_Paulo'], ['+5', 'Asia/Karachi'],
    ['IST', 'Asia/Kolkata'], ['new york', 'America/New_York'], ['Zürich', 'Europe/Zurich'], ['CET', 'Europe/Zurich'], ['Österreich', undefined],
    ['Saigon', 'Asia/Ho_Chi_Minh'], ['asia/kolkata', 'Asia/Kolkata'], ['GMT-3', 'America/Sao_Paulo'], ['5:30', 'Asia/Kolkata'], ['4:30', 'Asia/Kabul'],
    ['York, New', 'America/New_York'], ['Schweiz', 'Europe/Zurich'], ['olkata', undefined],
  ])('is found by %s', (typed, name) => expect(find(typed)).toEqual(name ? [name] : []));

  it('that bears the whole word comes first', () =>
    expect([find('India')[0], find('Indiana')[0]]).toEqual(['Asia/Kolkata', 'America/Indiana/Indianapolis']));

  it('shows how far its clocks are from UTC', () =>
    expect(CHOICES.map((choice) => choice.offset).slice(0, 3)).toEqual(['UTC+05:30', 'UTC+02:00', 'UTC-08:00']));

  it('that nobody knows any more is shown by its name', () =>
    expect(findChoice(CHOICES, 'US/Pacific-New')).toMatchObject({ value: 'US/Pacific-New', label: 'US/Pacific-New' }));
});
