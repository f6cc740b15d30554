/* Saving a task from the dialog: what happened to it meanwhile, and what the server refused. */
import { useState } from 'react';

import { ApiProblem } from '../../../shared/api/problem.ts';
import type { Task, TaskDraft } from '../../../shared/api/types.ts';
import { buildDraft, readTask } from './task-form.ts';
import { todayIn } from '../schedule/schedule-form.ts';
import { useLoadTask, useSaveTask } from '../../../shared/queries/tasks.ts';
import { findUnconfirmed, type Unconfirmed } from './unconfirmed.ts';
import type { TaskFormState } from './use-task-form.ts';

export type Clash = 'changed' | 'removed';

export interface Saving {
  save: () => void;
  /** What the server asks before the schedule begins to take things away; null when it does not ask. */
  question: Unconfirmed | null;
  confirm: () => void;
  takeBack: () => void;
  isSaving: boolean;
  /** What the server refused and no field shows; null when all is well. */
  error: unknown;
  clash: Clash | null;
  reload: () => void;
  saveAsNew: () => void;
}

function findClash(error: unknown, isEdit: boolean): Clash | null {
  if (!isEdit || !(error instanceof ApiProblem)) return null;
  if (error.code === 'version_conflict') return 'changed';
  return error.status === 404 ? 'removed' : null;
}

/** A limit that could not be worked out here and that nobody typed is left out: the server makes it. */
function buildSaved(form: TaskFormState['form'], isLimitOpen: boolean): TaskDraft {
  const { max_users: limit, ...rest } = buildDraft(form);
  return isLimitOpen && limit === null ? rest : { ...rest, max_users: limit ?? null };
}

/** `isLimitOpen`: nobody has said a limit, or that there is none. */
export function useSaving(task: Task | null, state: TaskFormState, isLimitOpen: boolean, onSaved: (task: Task) => void): Saving {
  const { form, showProblem, check, reset } = state;
  const mutation = useSaveTask();
  const load = useLoadTask();
  const [replaces, setReplaces] = useState<Pick<Task, 'id' | 'version'> | null>(task);
  const [loadError, setLoadError] = useState<unknown>(null);
  const question = findUnconfirmed(mutation.error);
  const [asked, setAsked] = useState<typeof replaces>(null);
  const send = (over: typeof replaces, isConfirmed = false): void => {
    if (!check()) return;
    setAsked(over);
    const draft = { ...buildSaved(form, isLimitOpen), is_confirmed: isConfirmed };
    mutation.mutate(
      { draft, replaces: over },
      { onSuccess: onSaved, onError: (error) => !findUnconfirmed(error) && showProblem(error) },
    );
  };
  const reload = async (id: number): Promise<void> => {
    try {
      const current = await load(id);
      reset(readTask(current, todayIn(current.time_zone)));
      setReplaces(current);
      mutation.reset();
      setLoadError(null);
    } catch (error) {
      setLoadError(error);
    }
  };
  const clash = findClash(mutation.error, replaces !== null);
  return {
    save: () => send(replaces),
    question,
    confirm: () => send(asked, true),
    takeBack: () => mutation.reset(),
    isSaving: mutation.isPending,
    error: loadError ?? (clash || question ? null : mutation.error),
    clash,
    reload: () => replaces && void reload(replaces.id),
    saveAsNew: () => {
      setReplaces(null);
      send(null);
    },
  };
}
