/* The part of a task that decides who is changed and how: what a preview is made of. Pure. */
import type { Task, TaskDraft } from '../api/types.ts';
import { buildAction, needsTargets } from './actionForm.ts';
import type { TaskForm } from './taskForm.ts';

export type Plan = Pick<TaskDraft, 'filter_id' | 'actions'>;

/** The plan of a draft; null while it is not complete. */
export function buildPlan({ filterId, actions }: Pick<TaskForm, 'filterId' | 'actions'>): Plan | null {
  if (filterId === null || actions.length === 0 || actions.some(needsTargets)) return null;
  return { filter_id: filterId, actions: actions.map(buildAction) };
}

/** The plan of a saved task; null when it has lost its filter. */
export const planOf = ({ filter, actions }: Pick<Task, 'filter' | 'actions'>): Plan | null =>
  filter ? { filter_id: filter.id, actions } : null;
