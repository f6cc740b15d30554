/* What went wrong with a request, in the API's one error format (RFC 9457 problem details). */
import type { TaskReference, Violation } from './types.ts';

interface Content {
  status: number;
  code: string;
  title?: string;
  detail?: string;
  errors?: readonly Violation[];
  /** Members beyond the standard ones, such as the `run_id` of a run that is already active. */
  members?: Readonly<Record<string, unknown>>;
}

export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly Violation[];
  readonly members: Readonly<Record<string, unknown>>;

  constructor({ status, code, title = '', detail = '', errors = [], members = {} }: Content) {
    super(detail || title || code);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
    this.members = members;
  }

  /** The tasks that a refused deletion names. */
  get tasks(): readonly TaskReference[] {
    const { tasks } = this.members;
    return Array.isArray(tasks) ? (tasks as TaskReference[]) : [];
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function readViolations(value: unknown): Violation[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map(({ pointer, detail, code, values }) => ({
    pointer: text(pointer),
    detail: text(detail),
    code: (text(code) || 'invalid') as Violation['code'],
    values: (isRecord(values) ? values : {}) as Violation['values'],
  }));
}

/** Read the body of a refused request; anything that is not a problem document still becomes one. */
export function readProblem(status: number, body: unknown): ApiProblem {
  if (!isRecord(body) || typeof body.code !== 'string') return new ApiProblem({ status, code: 'unreadable' });
  const { code, title, detail, errors } = body;
  return new ApiProblem({
    status, code, title: text(title), detail: text(detail), errors: readViolations(errors), members: body,
  });
}

/** No answer at all: the line is down, or the host did not give a token. */
export const isOffline = (error: unknown): boolean => !(error instanceof ApiProblem);
