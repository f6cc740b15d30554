/* What an error says to an admin: in their language by the code that the server gives, or else in the server's words. */
import { ApiProblem } from '../api/problem.ts';
import type { Violation } from '../api/types.ts';
import { en, type MessageKey } from '../messages/catalogue.ts';
import type { Text } from '../messages/LocaleContext.tsx';
import type { Values } from '../messages/translate.ts';
import { explainReason } from './reasons.ts';

function findKey(name: string): MessageKey | null {
  return name in en.problems ? (`problems.${name}` as MessageKey) : null;
}

/** What is wrong with one field. */
export function describeViolation({ code, values, detail }: Violation, text: Text): string {
  const key = findKey(`field_${code}`);
  return key ? text(key, values) : detail;
}

function readValues(members: ApiProblem['members']): Values {
  const isValue = ([, value]: [string, unknown]): boolean => typeof value === 'string' || typeof value === 'number';
  return Object.fromEntries(Object.entries(members).filter(isValue)) as Values;
}

/** A run cannot start for the reasons that are also shown in logs. */
function describeProblem({ code, detail, members, status }: ApiProblem, text: Text): string {
  const key = findKey(`problem_${code}`);
  const words = key ? text(key, readValues(members)) : explainReason(code, text, detail);
  return words || text('common.errorUnreadable', { status });
}

export function describeError(error: unknown, text: Text): string {
  if (!(error instanceof ApiProblem)) return text('common.errorOffline');
  if (error.status === 401) return text('common.errorSession');
  if (error.code === 'version_conflict') return text('common.errorConflict');
  const [violation] = error.errors;
  if (!violation) return describeProblem(error, text);
  const first = describeViolation(violation, text);
  return error.errors.length === 1 ? first : text('problems.more', { first, fields: error.errors.length });
}

/** The message for one field of what was sent, by its JSON pointer (`/org_id`), or undefined. */
export function describeField(error: unknown, pointer: string, text: Text): string | undefined {
  const violation = error instanceof ApiProblem ? error.errors.find((one) => one.pointer === pointer) : undefined;
  return violation && describeViolation(violation, text);
}
