/* Which field of the task dialog an error belongs to. The API names fields by JSON pointer; an action is found by its
   key, so that its error follows it when the order changes. */
import type { Violation } from '../../../shared/api/types.ts';
import type { TaskForm } from './task-form.ts';

/** Messages by field: `/name`, `/schedule/hour`, the key of an action; `''` is the whole form. */
export type FieldErrors = ReadonlyMap<string, string>;

export const NO_ERRORS: FieldErrors = new Map();

const FIELDS = [
  '/name', '/filter_id', '/time_zone', '/is_schedule_active', '/max_users',
  '/schedule/weekdays', '/schedule/hour', '/schedule/every', '/schedule/unit', '/schedule/start_date', '/schedule/date', '/schedule',
] as const;

const isWithin = (pointer: string, field: string): boolean => pointer === field || pointer.startsWith(`${field}/`);

export function findField(pointer: string, actionKeys: readonly string[]): string {
  const action = /^\/actions\/(\d+)(\/|$)/.exec(pointer);
  if (action) return actionKeys[Number(action[1])] ?? '/actions';
  if (isWithin(pointer, '/actions')) return '/actions';
  return FIELDS.find((field) => isWithin(pointer, field)) ?? '';
}

/** Collect messages by field; several for one field are joined, the same one twice is said once. */
export function placeErrors(violations: readonly Pick<Violation, 'pointer' | 'detail'>[], form: TaskForm): FieldErrors {
  const keys = form.actions.map((action) => action.key);
  const placed = new Map<string, string[]>();
  for (const { pointer, detail } of violations) {
    const field = findField(pointer, keys);
    const messages = placed.get(field) ?? [];
    if (!messages.includes(detail)) placed.set(field, [...messages, detail]);
  }
  return new Map([...placed].map(([field, messages]) => [field, messages.join(' ')]));
}

/** The errors that still stand after fields were changed. */
export function withoutFields(errors: FieldErrors, changed: readonly string[]): FieldErrors {
  const left = [...errors].filter(([field]) => !changed.some((one) => isWithin(field, one)));
  return left.length === errors.size ? errors : new Map(left);
}
