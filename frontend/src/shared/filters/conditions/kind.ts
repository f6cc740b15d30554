/* What the page knows of one type of condition. A type is a module of its name in this folder, and a line in `index.ts`. */
import type { ReactNode } from 'react';

import type { UserDetail } from '../../api/types.ts';
import type { Format } from '../../format/format.ts';
import type { MessageKey } from '../../messages/catalogue.ts';
import type { RichText, Text } from '../../messages/LocaleContext.tsx';
import type { Condition, ConditionType, Match } from '../specification.ts';

/** Lists may exclude, and what is about activity has an opposite: a second place in the bar for the same type. */
export type Slot = ConditionType | `not_${ConditionType}` | 'added_recently';

/** Says whether a field of what came from outside has the shape that the API gives it. */
export type Check = (value: unknown) => boolean;

/** For a sentence: the reader's language, and the names of things by id. */
export interface Speech {
  text: Text;
  locale: string;
  app: (id: string) => string;
  site: (id: string) => string;
  group: (id: string) => string;
}

/** For a chip: names by id, of groups only where the chip has room for one. */
export interface Names {
  apps: ReadonlyMap<string, string>;
  sites: ReadonlyMap<string, string>;
  groups: Readonly<Record<string, string>>;
}

/** For the user's own value; moments are drawn by whoever shows it. */
export interface Reader {
  text: Text;
  rich: RichText;
  format: Format;
  time: (iso: string, as: 'relative' | 'date') => ReactNode;
}

/**
 * How the two slots of a type are told apart. `list`: by `match: none`, and both are edited together.
 * `opposite`: by a NOT around it, chosen by the labels given. `field`: by a field of the condition itself.
 */
export type Sides =
  | { by: 'list' }
  | { by: 'opposite'; labels: readonly [MessageKey, MessageKey] }
  | { by: 'field' };

export interface ConditionKind<C extends Condition> {
  /** Of every field but `type`. */
  readonly shape: { readonly [F in Exclude<keyof C, 'type'>]-?: Check };
  /** What a field that is left out means. */
  readonly defaults: Partial<C>;
  /** Stands in the bar even while it is not used. */
  readonly isAlwaysShown: boolean;
  readonly slots: readonly [Slot] | readonly [Slot, Slot];
  readonly sides?: Sides;
  /** What a new one starts with. */
  draft(): C;
  /** False for one that still lacks what it is about (no group chosen yet). */
  isComplete(condition: C): boolean;
  /** The slot of it as it is, without a NOT around it. */
  slotOf(condition: C): Slot;
  /** In the words of the server's own (English) sentences, as a part of one. */
  say(condition: C, speech: Speech): string;
  /** What its chip says behind the name; empty where the name says it all. */
  chip(condition: C, slot: Slot, text: Text, names: Names): string;
  /** What a user has of that which it asks about: the “because” beside a verdict. */
  own(condition: C, user: UserDetail, reader: Reader): ReactNode;
}

export const isText: Check = (value) => typeof value === 'string';
export const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
export const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
export const isOneOf = (...words: readonly unknown[]): Check => (value) => words.includes(value);
export const isListOf = (...words: readonly unknown[]): Check => (value) => Array.isArray(value) && value.every((one) => words.includes(one));
export const optional = (check: Check): Check => (value) => value === undefined || check(value);

export const MOST_DAYS = 36_500;
export const isDayCount = (days: number): boolean => Number.isInteger(days) && days >= 1 && days <= MOST_DAYS;

const MOST_NAMES = 5;

/** `a, b or c`; of many the first ones and how many more there are. */
export function joinNames(names: readonly string[], match: Match | 'none' | undefined, { text, locale }: Speech): string {
  const shown = names.length > MOST_NAMES + 1 ? names.slice(0, MOST_NAMES) : names;
  const rest = names.length - shown.length;
  const all = rest > 0 ? [...shown, text('sentence.more', { count: rest })] : shown;
  return new Intl.ListFormat(locale, { type: match === 'all' ? 'conjunction' : 'disjunction' }).format(all);
}

/** In a chip: the only one by its name, of several how many. */
export function listShort<Value extends string>(values: readonly Value[], name: (value: Value) => string | undefined): string {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return name(only) ?? '1';
  return String(values.length);
}

/** The user's own address. */
export const sayEmail = (user: UserDetail, { text }: Reader): string => user.email ?? text('users.noEmail');
