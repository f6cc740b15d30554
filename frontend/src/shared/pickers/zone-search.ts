/* Finding a time zone by what somebody types: a city, a country, an old name, an abbreviation, a distance to UTC. */
import type { TimeZone } from '../api/types.ts';
import { isZoneKnown } from '../format/zone.ts';

export interface ZoneChoice {
  value: string;
  label: string;
  /** UTC+05:30; empty where it is not known. */
  offset: string;
  /** Everything that finds it, folded. */
  words: string;
  /** The same in single words, each behind a blank: Asia/Kolkata is found by either. */
  parts: string;
}

/** Without case, accents, underscores and doubled blanks. */
export const foldWords = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('_', ' ').replaceAll('−', '-').toLowerCase().replace(/\s+/g, ' ').trim();

const splitWords = (folded: string): string[] => folded.split(/[\s/(),.'’-]+/u).filter(Boolean);

const toParts = (words: string): string => ` ${splitWords(words).join(' ')}`;

export function writeOffset(minutes: number): string {
  const size = Math.abs(minutes);
  const clock = `${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
  return `UTC${minutes < 0 ? '-' : '+'}${clock}`;
}

/** All spellings of a distance: +05:30, +0530, +5:30, and +5 for a full hour; each as UTC… and GMT…, too. */
function spellOffset(minutes: number): string[] {
  const full = writeOffset(minutes).slice(3);
  const short = full.replace(/^([+-])0/, '$1');
  const hours = full.endsWith(':00') ? [short.slice(0, -3), full.slice(0, -3)] : [];
  const bare = [full, full.replace(':', ''), short, ...hours];
  return bare.flatMap((one) => [one, `utc${one}`, `gmt${one}`]);
}

function nameCountries(zone: TimeZone, locale: string): string[] {
  const names = new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' });
  return [...zone.country_names, ...zone.countries, ...zone.countries.map((code) => names.of(code) ?? code)];
}

export function listChoices(zones: readonly TimeZone[], locale: string): ZoneChoice[] {
  return zones.map((zone) => {
    const named = [zone.name, ...zone.aliases, ...zone.words, ...nameCountries(zone, locale)].map(foldWords);
    const words = [...named, ...spellOffset(zone.offset_minutes)].map((word) => ` ${word}`).join(' ');
    const label = zone.name.replaceAll('_', ' ');
    return { value: zone.name, label, offset: writeOffset(zone.offset_minutes), words, parts: toParts(named.join(' ')) };
  });
}

/** A choice of which nothing but the name is known. */
function choose(name: string): ZoneChoice {
  const folded = foldWords(name);
  return { value: name, label: name.replaceAll('_', ' '), offset: '', words: ` ${folded}`, parts: toParts(folded) };
}

/** The browser's own list: until the server's is here, or when it does not come. */
export function listBrowserChoices(): ZoneChoice[] {
  const names = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])].sort();
  return names.map((name) => choose(name));
}

/** A distance must be met exactly, so that +5 does not find +5:30; every other word may begin one, so that IST does not
    find Afghanistan. */
export function matchesZone(choice: ZoneChoice, typed: string): boolean {
  const wanted = foldWords(typed).replace(/(utc|gmt) ?([+-])/g, '$1$2');
  if (/^(utc|gmt)?[+-]\d/.test(wanted)) return `${choice.words} `.includes(` ${wanted} `);
  if (/^\d{1,2}(:?\d\d)?$/.test(wanted)) return /[+-]/.test(choice.words) && ['+', '-'].some((sign) => `${choice.words} `.includes(` ${sign}${wanted} `));
  return splitWords(wanted).every((word) => choice.parts.includes(` ${word}`));
}

/** Those that bear what is typed as a whole word come first: India before Indianapolis, CET before Cetinje. */
export function rankChoices(choices: readonly ZoneChoice[], typed: string): readonly ZoneChoice[] {
  const wanted = splitWords(foldWords(typed)).join(' ');
  if (!wanted) return choices;
  const isWhole = (choice: ZoneChoice): boolean => `${choice.parts} `.includes(` ${wanted} `);
  return [...choices.filter(isWhole), ...choices.filter((choice) => !isWhole(choice))];
}

/** The chosen zone: of the list, by an old name of the list, or one that nobody knows any more. */
export function findChoice(choices: readonly ZoneChoice[], value: string): ZoneChoice {
  const found = choices.find((choice) => choice.value === value);
  return found ?? choose(value);
}

export const guessZone = (): string => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone && isZoneKnown(zone) ? zone : 'UTC';
};
