/* Turns a message of the catalogue into text: puts values in, chooses plural forms by the locale's rules. */
import { createElement, Fragment, type ReactNode } from 'react';

export interface Plural {
  readonly one: string;
  readonly other: string;
}
export type Message = string | Plural;
export type Area = Readonly<Record<string, Message>>;
export type Values = Readonly<Record<string, string | number>>;
type Parts = Readonly<Record<string, ReactNode>>;

const HOLE = /\{(\w+)\}/g;

function chooseForm(message: Message, count: unknown, locale: string): string {
  if (typeof message === 'string') return message;
  const rule = new Intl.PluralRules(locale).select(typeof count === 'number' ? count : 0);
  return rule === 'one' ? message.one : message.other;
}

/** Fill `{name}` holes; numbers are written in the locale's manner. An unknown hole stays visible. */
export function fill(message: Message, values: Values, locale: string): string {
  return chooseForm(message, values.count, locale).replace(HOLE, (hole, name: string) => {
    const value = values[name];
    if (value === undefined) return hole;
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
  });
}

/** Like `fill`, but the values may be elements; `count` still chooses the plural form. */
export function fillParts(message: Message, parts: Parts, locale: string): ReactNode[] {
  const pieces = chooseForm(message, parts.count, locale).split(/(\{\w+\})/);
  return pieces.map((piece) => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    const part = name === undefined ? undefined : parts[name];
    if (part === undefined) return piece;
    if (typeof part === 'number') return new Intl.NumberFormat(locale).format(part);
    return typeof part === 'string' ? part : createElement(Fragment, { key: piece }, part);
  });
}
