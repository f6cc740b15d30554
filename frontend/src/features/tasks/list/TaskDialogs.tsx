/* The one dialog of the task list that is open: add, edit, preview, run now, go live, remove. */
import { lazy, Suspense, useEffect } from 'react';

import { useMe } from '../../../shared/queries/session.ts';
import type { Task } from '../../../shared/api/types.ts';
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import type { NoticeContent } from './Notice.tsx';
import { menuId, type OpenDialog } from './open-dialog.ts';
import { useRemoveTask } from '../../../shared/queries/tasks.ts';
import { TemplateDialog } from '../templates/TemplateGallery.tsx';

const loadTaskDialog = () => import('../editor/TaskDialog.tsx');
const TaskDialog = lazy(() => loadTaskDialog().then((part) => ({ default: part.TaskDialog })));
const RunNowDialog = lazy(() => import('./RunNowDialog.tsx').then((part) => ({ default: part.RunNowDialog })));
const ModeDialog = lazy(() => import('../mode/ModeDialog.tsx'));
const PreviewDialog = lazy(() => import('./PreviewDialog.tsx'));

interface Props {
  dialog: OpenDialog;
  onClose: () => void;
  onOpen: (dialog: OpenDialog) => void;
  onNotice: (notice: NoticeContent) => void;
}

/** Fetch the largest dialog once the list stands, so that it opens at once. */
export function usePrefetchedDialog(): void {
  useEffect(() => {
    loadTaskDialog().catch(() => undefined); // opening it tries again
  }, []);
}

/** Back to the menu that the dialog was opened from, unless the focus has found a place by itself. */
function useFocusReturn(taskId: number | null): void {
  useEffect(
    () => () => {
      setTimeout(() => {
        const isLost = document.activeElement === null || document.activeElement === document.body;
        if (isLost && taskId !== null) document.getElementById(menuId(taskId))?.focus();
      });
    },
    [taskId],
  );
}

export function TaskDialogs({ dialog, onClose, onOpen, onNotice }: Props) {
  const text = useText();
  useFocusReturn('task' in dialog ? dialog.task.id : null);
  const timeZone = useMe().data?.time_zone ?? 'UTC';
  const tell = (message: string, link?: NoticeContent['link']): void => {
    onClose();
    onNotice({ kind: 'success', message, ...(link ? { link } : {}) });
  };
  const onSaved = (task: Task): void => tell(text('tasks.saved', { name: task.name }));
  switch (dialog.kind) {
    case 'add':
      return (
        <Suspense fallback={null}>
          <TaskDialog
            task={null} templateId={dialog.templateId} filterId={dialog.filterId ?? null} timeZone={timeZone}
            onClose={onClose} onSaved={onSaved}
          />
        </Suspense>
      );
    case 'templates':
      return <TemplateDialog onChoose={(templateId) => onOpen({ kind: 'add', templateId })} onClose={onClose} />;
    case 'edit':
      return (
        <Suspense fallback={null}>
          <TaskDialog task={dialog.task} templateId={null} timeZone={timeZone} onClose={onClose} onSaved={onSaved} />
        </Suspense>
      );
    case 'preview':
      return <Suspense fallback={null}><PreviewDialog task={dialog.task} onClose={onClose} /></Suspense>;
    case 'run':
      return (
        <Suspense fallback={null}>
          <RunNowDialog
            task={dialog.task}
            onClose={onClose}
            onPreview={() => onOpen({ kind: 'preview', task: dialog.task })}
            onStarted={(run) =>
              tell(text(run.mode === 'test' ? 'modes.runStarted' : 'tasks.runStarted', { name: run.name }), { to: `/runs/${run.id}`, label: text('tasks.showResults') })
            }
          />
        </Suspense>
      );
    case 'live':
      return (
        <Suspense fallback={null}>
          <ModeDialog task={dialog.task} onClose={onClose} onSet={({ name }) => tell(text('modes.set_live', { name }))} />
        </Suspense>
      );
    case 'remove':
      return (
        <RemoveDialog
          task={dialog.task}
          onClose={onClose}
          onRemoved={() => tell(text('tasks.removed', { name: dialog.task.name }))}
        />
      );
  }
}

interface RemoveProps {
  task: Task;
  onClose: () => void;
  onRemoved: () => void;
}

function RemoveDialog({ task, onClose, onRemoved }: RemoveProps) {
  const text = useText();
  const remove = useRemoveTask();
  return (
    <ConfirmDialog
      title={text('tasks.removeTitle', { name: task.name })}
      confirmLabel={text('tasks.remove')}
      appearance="danger"
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(task.id, { onSuccess: onRemoved })}
      onCancel={onClose}
    >
      {text('tasks.removeBody')}
    </ConfirmDialog>
  );
}
