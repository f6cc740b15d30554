/* What the conditions about apps, groups, roles and sites have in common: any, all or none of a list of ids. */
import type { MatchOrNone } from '../specification.ts';
import { joinNames, listShort, type Reader, type Sides, type Slot, type Speech } from './kind.ts';

type ListType = 'apps' | 'groups' | 'roles' | 'sites';
type Match = MatchOrNone | undefined;

/** The slot of what includes, or of what excludes. */
export const listSlot = <T extends ListType>(type: T, match: Match): T | `not_${T}` => (match === 'none' ? `not_${type}` : type);

/** “in groups a or b”, “without access to a”. */
export function sayList(type: ListType, named: readonly string[], match: Match, speech: Speech): string {
  return speech.text(`sentence.${listSlot(type, match)}`, { count: named.length, names: joinNames(named, match, speech) });
}

/** The only one by its name, of several how many; what is excluded in the words of its field: “not in 2”, “not on” a site. */
export function chipList(ids: readonly string[], name: (id: string) => string | undefined, exclude: ((value: string) => string) | null): string {
  const said = listShort(ids, name);
  return exclude ? exclude(said) : said;
}

/** Which of the asked things the user has. */
export function sayHeld(asked: readonly string[], has: readonly (readonly [id: string, name: string])[], { text, format }: Reader): string {
  const names = has.filter(([id]) => asked.includes(id)).map(([, name]) => name);
  return names.length > 0 ? text('users.ownOf', { names: format.list(names) }) : text('users.ownNoneOf');
}

export const LIST_SIDES: Sides = { by: 'list' };
export const isExcluded = (slot: Slot): boolean => slot.startsWith('not_');
