/* The actions of a task that is being filled in, in words. */
import { useApps } from '../../../shared/queries/directory.ts';
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';
import { targetKind } from '../../../shared/domain/actions.ts';
import { buildAction } from './action-form.ts';
import { useGroupNames } from '../../../shared/queries/group-names.ts';
import { describeAction } from '../../../shared/domain/sentences.ts';
import type { TaskForm } from '../editor/task-form.ts';

/** The actions of the form in words, in their order. */
export function useActionSentences({ actions }: Pick<TaskForm, 'actions'>): readonly string[] {
  const text = useText();
  const format = useFormat();
  const groups = useGroupNames(actions.flatMap(({ type, targets }) => (targetKind(type) === 'groups' ? targets : [])));
  const apps = Object.fromEntries((useApps().data ?? []).map((app) => [app.resource_id, app.label]));
  return actions.map((action) => describeAction(buildAction(action), { ...apps, ...groups }, text, format));
}
