/* The plan of a task, as it is stored or being filled in. Pure. */
import type { Task } from '../../../shared/api/types.ts';
import type { Plan } from '../../plan/index.ts';
import { buildAction, needsTargets } from '../actions/action-form.ts';
import type { TaskForm } from './task-form.ts';

/** The plan of a draft, or of an edit of a task; null while it is not complete. */
export function buildPlan({ filterId, actions }: Pick<TaskForm, 'filterId' | 'actions'>, taskId: number | null): Plan | null {
  if (filterId === null || actions.length === 0 || actions.some(needsTargets)) return null;
  return { filter_id: filterId, actions: actions.map(buildAction), task_id: taskId };
}

/** The plan of a saved task; null when it has lost its filter. */
export const planOf = ({ id, filter, actions }: Pick<Task, 'id' | 'filter' | 'actions'>): Plan | null =>
  filter ? { filter_id: filter.id, actions, task_id: id } : null;
