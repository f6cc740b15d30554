/* What a new condition starts with, when it is complete enough to be sent, and how pasted lists are read. */
import { kindOf } from './conditions/index.ts';
import { isDayCount, MOST_DAYS } from './conditions/kind.ts';
import { type Condition, type ConditionType, type FilterNode, isCombination } from './specification.ts';

export { isDayCount, MOST_DAYS };

export const draftOf = (type: ConditionType): Condition => kindOf({ type }).draft();

/** False for a condition that still lacks what it is about (no group chosen yet). */
export const isComplete = (condition: Condition): boolean => kindOf(condition).isComplete(condition);

/** True when every condition is complete, and no NOT or OR is without parts. */
export function isWhole(node: FilterNode): boolean {
  if (!isCombination(node)) return isComplete(node);
  return (node.op === 'and' || node.of.length > 0) && node.of.every(isWhole);
}

const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
const QUOTES = /^['"`´‘’‚‛“”„«»‹›<>()[\]{}]+|['"`´‘’‚‛“”„«»‹›<>()[\]{}]+$/g;
const RUN = /[^\s<>()[\]{}"“”„«»‹›;,|]+@[^\s<>()[\]{}"“”„«»‹›;,|]+/g;
const HOST = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}_.·。｡-]*[\\p{L}\\p{M}\\p{N}])?';
const ADDRESS = new RegExp(`@*[\\p{L}\\p{M}\\p{N}_.#$%&'+/=^\`~-]+@${HOST}(?:@${HOST})*`, 'gu');
const FIELDS = /\bmailto:|(?:^|(?<=[\s?&<>()[\]{}"]))(?:e-?mail|mail|to|cc|bcc)=|\\[nrt]/gi;
const ID_WITHIN = /(?<![0-9A-Za-z])(?:\d{5,6}:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{24})(?![0-9A-Za-z])/g;
const ID = /^(?=.*\d)[0-9A-Za-z:_.-]{10,}$/;
function clean(word: string): string {
  const bare = word.trim().replace(QUOTES, '').replace(/[.:]+$/, '');
  return bare === word ? bare : clean(bare);
}

/** The addresses in what holds together; all of it where one of its signs belongs to none. */
function splitRun(run: string): string[] {
  const found = [...run.matchAll(ADDRESS)].map((match) => ({ address: match[0], start: match.index }));
  if (found.map(({ address }) => address).join('').split('@').length !== run.split('@').length) return [run];
  const ends = new Set(found.map(({ address, start }) => start + address.length));
  return found.map(({ address, start }) => address.replace(ends.has(start) ? /^[/&+=.#$%'^`~-]+/ : /^[/&-]+/, ''));
}

/** Signs of double width, small ones and curved apostrophes as plain ones. */
const widen = (part: string): string => part.replace(/[\uff01-\uff5e\ufe50-\ufe6b]/g, (one) => one.normalize('NFKC')).replace(/[’ʼ]/g, "'");

/** One pasted line, as the server reads it: addresses and ids; names, brackets and `mailto:` are left away. */
function splitLine(line: string): string[] {
  const parts = line.split(/[;,|\t\u060c\u061b\u3001\uff0c\uff1b]+/).map(widen);
  const found = parts.flatMap((part) => {
    if (part.includes('@')) return (part.replace(FIELDS, ' ').match(RUN) ?? []).flatMap(splitRun);
    const words = part.split(/\s+/).map(clean).filter(Boolean);
    return words.every((word) => ID.test(word)) ? words : (part.match(ID_WITHIN) ?? []);
  });
  return (found.length > 0 ? found : parts).map(clean).filter(Boolean);
}

/** The people of a pasted text, each once: email addresses or account ids, from mail programs and spreadsheets alike. */
export function splitPeople(text: string): string[] {
  const entries = text.replace(UNSEEN, '').split(/[\r\n]+/).flatMap(splitLine);
  return [...new Map(entries.map((entry) => [entry.toLowerCase(), entry])).values()];
}

/** `@Example.com` is `example.com`. */
export const cleanDomain = (text: string): string => text.trim().toLowerCase().replace(/^@+/, '');
