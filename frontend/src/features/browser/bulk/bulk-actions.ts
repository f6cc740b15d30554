/* The actions of a bulk operation as the dialog's list of actions holds them. */
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import type { Action } from '../../../shared/api/types.ts';
import { buildAction, emptyTask, needsTargets, type TaskForm, type TaskFormState, useTaskForm } from '../../tasks/index.ts';

const TODAY = '2000-01-01';

/** A task form of which only the actions are used; everything else in it is filled in already. */
export function useBulkActions(): TaskFormState {
  const text = useText();
  return useTaskForm({ ...emptyTask('UTC', TODAY), name: text('users.bulk') }, (form) => form);
}

/** The actions, or null while something is missing. */
export function readActions({ actions }: Pick<TaskForm, 'actions'>): Action[] | null {
  return actions.length > 0 && !actions.some(needsTargets) ? actions.map(buildAction) : null;
}
