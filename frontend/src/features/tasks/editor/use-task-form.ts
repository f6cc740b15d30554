/* The state of the task dialog: what is filled in, which errors stand, and whether anything would be lost. */
import { useCallback, useMemo, useState } from 'react';

import { ApiProblem } from '../../../shared/api/problem.ts';
import { describeViolation } from '../../../shared/domain/describe-error.ts';
import type { Text } from '../../../shared/messages/LocaleContext.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { targetKind } from '../../../shared/domain/actions.ts';
import { type FieldErrors, NO_ERRORS, placeErrors, withoutFields } from './field-errors.ts';
import { findGaps, type Gap, isSameTask, type TaskForm } from './task-form.ts';

export interface TaskFormState {
  form: TaskForm;
  errors: FieldErrors;
  isDirty: boolean;
  /** Grows each time errors are shown, so that the first one can take the focus. */
  refusals: number;
  /** Take over a change; errors of the fields it touches are dropped. */
  change: (part: Partial<TaskForm>, fields: readonly string[]) => void;
  /** True when nothing is missing; otherwise the gaps are shown. */
  check: () => boolean;
  showProblem: (error: unknown) => void;
  reset: (form: TaskForm) => void;
}

function describeGap(gap: Gap, pointer: string, form: TaskForm, text: Text): string {
  if (gap !== 'targets') return text(`tasks.gap_${gap}`);
  const action = form.actions[Number(pointer.split('/')[2])];
  return text(action && targetKind(action.type) === 'apps' ? 'tasks.gap_apps' : 'tasks.gap_groups');
}

/** `prefill` makes the first content of the form; what it adds counts as a change. */
export function useTaskForm(initial: TaskForm, prefill: (form: TaskForm) => TaskForm): TaskFormState {
  const text = useText();
  const [baseline, setBaseline] = useState(initial);
  const [form, setForm] = useState(() => prefill(baseline));
  const [errors, setErrors] = useState<FieldErrors>(NO_ERRORS);
  const [refusals, setRefusals] = useState(0);

  const change = useCallback((part: Partial<TaskForm>, fields: readonly string[]) => {
    setForm((current) => ({ ...current, ...part }));
    setErrors((current) => withoutFields(current, fields));
  }, []);
  const check = useCallback(() => {
    const gaps = [...findGaps(form)];
    const violations = gaps.map(([pointer, gap]) => ({ pointer, detail: describeGap(gap, pointer, form, text) }));
    setErrors(placeErrors(violations, form));
    if (gaps.length > 0) setRefusals((count) => count + 1);
    return gaps.length === 0;
  }, [form, text]);
  const showProblem = useCallback(
    (error: unknown) => {
      const violations = error instanceof ApiProblem ? error.errors : [];
      const messages = violations.map((one) => ({ pointer: one.pointer, detail: describeViolation(one, text) }));
      setErrors(placeErrors(messages, form));
      setRefusals((count) => count + 1);
    },
    [form, text],
  );
  const reset = useCallback((next: TaskForm) => {
    setBaseline(next);
    setForm(next);
    setErrors(NO_ERRORS);
  }, []);
  const isDirty = useMemo(() => !isSameTask(baseline, form), [baseline, form]);
  return { form, errors, isDirty, refusals, change, check, showProblem, reset };
}
