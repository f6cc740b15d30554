/* The state of a form: the draft, what is wrong with it by field, and sending it. For every form with a button that sends. */
import { type FormEvent, useState } from 'react';

import { ApiProblem } from '../api/problem.ts';
import { describeViolation } from '../domain/describe-error.ts';
import type { MessageKey } from '../messages/catalogue.ts';
import { type Text, useText } from '../messages/LocaleContext.tsx';

export type FormErrors<Field extends string> = Partial<Record<Field, string>>;

interface Options<Draft extends object, Field extends keyof Draft & string> {
  initial: Draft | (() => Draft);
  /** Where the API names each field: the beginning of its JSON pointers, such as `/first_on`. */
  pointers: Readonly<Record<Field, string>>;
  /** What the page can tell by itself; nothing is sent while there is something. */
  check: (draft: Draft) => FormErrors<Field>;
  send: (draft: Draft) => void;
  /** Of the request that sends: what it was refused with. */
  error: unknown;
}

/** Errors that are told by the keys of their messages, in words. */
export const nameErrors = <Field extends string>(errors: Partial<Record<Field, MessageKey>>, text: Text): FormErrors<Field> =>
  Object.fromEntries(Object.entries<MessageKey | undefined>(errors).flatMap(([field, key]) => (key ? [[field, text(key)]] : []))) as FormErrors<Field>;

const isWithin = (pointer: string, field: string): boolean => pointer === field || pointer.startsWith(`${field}/`);

/** An error goes when its field is changed: it was said of what stood there before. */
export function useForm<Draft extends object, Field extends keyof Draft & string>(options: Options<Draft, Field>) {
  const { pointers, check, send, error } = options;
  const text = useText();
  const [baseline] = useState(options.initial);
  const [draft, setDraft] = useState(baseline);
  const [own, setOwn] = useState<FormErrors<Field>>({});
  const [mended, setMended] = useState<ReadonlySet<string>>(new Set());
  const errors: FormErrors<Field> = {};
  const violations = error instanceof ApiProblem ? error.errors : [];
  for (const field of Object.keys(pointers) as Field[]) {
    const refused = violations.find(({ pointer }) => isWithin(pointer, pointers[field]));
    const message = own[field] ?? (refused && describeViolation(refused, text));
    if (message && !mended.has(field)) errors[field] = message;
  }
  const change = (part: Partial<Draft>): void => {
    setDraft((current) => ({ ...current, ...part }));
    setMended((current) => new Set([...current, ...Object.keys(part)]));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = check(draft);
    setOwn(found);
    setMended(new Set());
    if (Object.keys(found).length === 0) send(draft);
  };
  const isDirty = (Object.keys(draft) as (keyof Draft)[]).some((field) => draft[field] !== baseline[field]);
  return { draft, errors, isDirty, change, submit };
}
