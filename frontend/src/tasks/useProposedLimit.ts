/* Proposes the limit of a new task from the preview of its draft, until somebody types one. */
import { useCallback, useEffect, useState } from 'react';

import type { Caution } from '../api/types.ts';
import { useDebounced } from '../pickers/use-debounced.ts';
import { usePreviewTotals } from './draftQueries.ts';
import { proposeLimit } from './limit.ts';
import { buildPlan } from './plan.ts';
import type { TaskFormState } from './useTaskForm.ts';

const REST_MS = 800;

export interface Proposal {
  /** Users that would be affected today, while the limit in the form is proposed from them. */
  proposedFor: number | null;
  warnings: readonly Caution[];
  stopProposing: () => void;
}

/** `taskId` is the task that is edited; its limit stays as it is. */
export function useProposedLimit({ form, change }: TaskFormState, taskId: number | null): Proposal {
  const [isProposing, setProposing] = useState(taskId === null);
  const plan = useDebounced(form, REST_MS);
  const preview = usePreviewTotals(buildPlan(plan, taskId)).data;
  const affected = preview?.affected_users ?? null;
  useEffect(() => {
    if (isProposing && affected !== null) change({ maxUsers: String(proposeLimit(affected)) }, ['/max_users']);
  }, [isProposing, affected, change]);
  return {
    proposedFor: isProposing ? affected : null,
    warnings: preview?.warnings ?? [],
    stopProposing: useCallback(() => setProposing(false), []),
  };
}
