/* Which messages there are, by area, and in which languages. English is the one that is always loaded. */
import { en } from './en/index.ts';
import type { Message, Plural } from './translate.ts';

type English = typeof en;
type Shape<M> = M extends string ? string : M extends Plural ? Plural : never;

/** What a translation must hold: every message of English, plural where English has a plural. */
export type Catalogue = {
  readonly [A in keyof English]: { readonly [K in keyof English[A]]: Shape<English[A][K]> };
};

export type MessageKey = {
  [A in keyof English]: `${A}.${Extract<keyof English[A], string>}`;
}[keyof English];

export function findMessage(catalogue: Catalogue, key: MessageKey): Message {
  const [area, name] = key.split('.') as [keyof Catalogue, string];
  return (catalogue[area] as Readonly<Record<string, Message>>)[name] ?? key;
}

export { en };
