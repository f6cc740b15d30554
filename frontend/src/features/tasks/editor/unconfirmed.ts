/* The server asks once before a schedule begins to take things away from people: with how many, and of when the data is. */
import { ApiProblem } from '../../../shared/api/problem.ts';

export interface Unconfirmed {
  users: number;
  readAt: string | null;
}

/** The numbers of the question, when that is why a save or a switch was refused; null for every other error. */
export function findUnconfirmed(error: unknown): Unconfirmed | null {
  if (!(error instanceof ApiProblem) || error.code !== 'schedule_unconfirmed') return null;
  const { affected_users: users, data_read_at: readAt } = error.members;
  return { users: typeof users === 'number' ? users : 0, readAt: typeof readAt === 'string' ? readAt : null };
}
