/* Proposes the limit of a new task from the preview of its draft, until somebody types one. */
import { useCallback, useEffect, useState } from 'react';

import type { Caution, Task } from '../../../shared/api/types.ts';
import { useDebounced } from '../../../shared/pickers/use-debounced.ts';
import { usePreviewTotals } from '../../plan/index.ts';
import { proposeLimit } from './limit.ts';
import { buildPlan } from '../editor/build-plan.ts';
import type { TaskFormState } from '../editor/use-task-form.ts';

const REST_MS = 800;

export interface Proposal {
  /** Users that would be affected today, while the limit in the form is proposed from them. */
  proposedFor: number | null;
  warnings: readonly Caution[];
  /** False while the limit for what stands in the form is still being worked out. */
  isSettled: boolean;
  /** Nobody has typed a limit, or that there is none. */
  isOpen: boolean;
  stopProposing: () => void;
}

/** `task` is the one that is edited: its limit stays as it is, unless it had lost its filter. */
export function useProposedLimit({ form, change }: TaskFormState, task: Pick<Task, 'id' | 'filter' | 'max_users'> | null): Proposal {
  const taskId = task?.id ?? null;
  const [isProposing, setProposing] = useState(task === null || (task.filter === null && task.max_users === null));
  const plan = buildPlan(useDebounced(form, REST_MS), taskId);
  const query = usePreviewTotals(plan);
  const preview = query.data;
  const affected = preview?.affected_users ?? null;
  const wanted = buildPlan(form, taskId);
  const isCounted = JSON.stringify(plan) === JSON.stringify(wanted) && affected !== null && form.maxUsers === String(proposeLimit(affected));
  useEffect(() => {
    if (isProposing && affected !== null) change({ maxUsers: String(proposeLimit(affected)) }, ['/max_users']);
  }, [isProposing, affected, change]);
  return {
    proposedFor: isProposing ? affected : null,
    warnings: preview?.warnings ?? [],
    isSettled: !isProposing || wanted === null || query.isError || isCounted,
    isOpen: isProposing && wanted !== null,
    stopProposing: useCallback(() => setProposing(false), []),
  };
}
