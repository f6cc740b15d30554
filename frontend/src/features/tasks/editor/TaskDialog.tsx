/* Adds or edits a task: fields first, then on request a review that shows what would be done. Asks before unsaved
   changes are lost. */
import Button from '@atlaskit/button/default/button';
import Modal, { ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';

import type { Task } from '../../../shared/api/types.ts';
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { Loading } from '../../../shared/layout/Loading.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { useActionSentences } from '../actions/action-sentences.ts';
import { DialogErrors } from './DialogErrors.tsx';
import { todayIn } from '../schedule/schedule-form.ts';
import { SwitchOnDialog } from '../list/SwitchOnDialog.tsx';
import { TaskFields } from './TaskFields.tsx';
import { buildDraft, emptyTask, readTask, type TaskForm } from './task-form.ts';
import { applyTemplate, findTemplate, type TemplateId } from '../templates/templates.ts';
import { useOnceSettled } from './use-once-settled.ts';
import { useLeaveGuard } from './use-leave-guard.ts';
import { useProposedLimit } from '../limit/use-proposed-limit.ts';
import { type Saving, useSaving } from './use-saving.ts';
import { useTaskForm } from './use-task-form.ts';

const TaskReview = lazy(() => import('./TaskReview.tsx'));

interface Props {
  /** The task to edit; null adds a new one. */
  task: Task | null;
  templateId: TemplateId | null;
  /** A new task may begin with a saved filter that was just looked at. */
  filterId?: number | null;
  timeZone: string;
  onClose: () => void;
  onSaved: (task: Task) => void;
}

export function TaskDialog({ task, templateId, filterId = null, timeZone, onClose, onSaved }: Props) {
  const text = useText();
  const today = todayIn(timeZone);
  const [template, setTemplate] = useState(findTemplate(templateId));
  const state = useTaskForm(task ? readTask(task, today) : emptyTask(timeZone, today), (empty): TaskForm => {
    const start = filterId === null ? empty : { ...empty, filterId };
    return template && !task ? applyTemplate(start, template, text(`tasks.template_${template.id}_name`)) : start;
  });
  const [isReview, setReview] = useState(false);
  const proposal = useProposedLimit(state, task);
  const saving = useSaving(task, state, proposal.isOpen, onSaved);
  const saveSettled = useOnceSettled(proposal.isSettled, saving.save);
  const title = task ? text('tasks.editTitle', { name: task.name }) : text('tasks.newTitle');
  const leave = useLeaveGuard(state.isDirty, onClose);
  const { form, check, change } = state;

  const chooseTemplate = (id: TemplateId | null): void => {
    const next = findTemplate(id);
    setTemplate(next);
    if (next) change(applyTemplate(form, next, text(`tasks.template_${next.id}_name`)), ['/name', '/schedule', '/actions']);
  };
  const save = (): void => {
    if (!check()) setReview(false);
    else saveSettled.start();
  };
  return (
    <>
      <Modal onClose={leave.ask} width="x-large" shouldCloseOnOverlayClick={false}>
        <ModalHeader hasCloseButton closeButtonLabel={text('common.close')}>
          <ModalTitle>{isReview ? text('tasks.reviewTitle') : title}</ModalTitle>
        </ModalHeader>
        <ModalBody>
          <DialogErrors state={state} saving={saving} />
          <StepTop key={isReview ? 'review' : 'fields'} />
          {isReview ? (
            <Suspense fallback={<Loading />}>
              <TaskReview form={form} taskId={task?.id ?? null} isLimitOpen={proposal.isOpen} />
            </Suspense>
          ) : (
            <TaskFields state={state} proposal={proposal} stored={task?.mode ?? null} template={template} onTemplate={task ? null : chooseTemplate} />
          )}
        </ModalBody>
        <ModalFooter>
          <Button appearance="subtle" onClick={leave.ask}>
            {text('common.cancel')}
          </Button>
          <Button onClick={() => (isReview ? setReview(false) : check() && setReview(true))}>
            {text(isReview ? 'tasks.back' : 'tasks.stepReview')}
          </Button>
          <Button appearance="primary" isLoading={saving.isSaving || saveSettled.isWaiting} onClick={save}>
            {text(task ? 'tasks.saveEdit' : 'tasks.saveNew')}
          </Button>
        </ModalFooter>
      </Modal>
      <SaveQuestion form={form} saving={saving} />
      {leave.isAsking && <LeaveQuestion onLeave={leave.leave} onStay={leave.stay} />}
    </>
  );
}

/** What the server wants to be sure of before it saves. */
function SaveQuestion({ form, saving }: { form: TaskForm; saving: Saving }) {
  const text = useText();
  const sentences = useActionSentences(form);
  if (!saving.question) return null;
  return (
    <SwitchOnDialog
      name={form.name} question={saving.question} sentences={sentences} maxUsers={buildDraft(form).max_users ?? null}
      confirmLabel={text('tasks.switchSave')} isBusy={saving.isSaving} onConfirm={saving.confirm} onCancel={saving.takeBack}
    />
  );
}

/** Brings the beginning of a step into view when it is shown. */
function StepTop() {
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    top.current?.scrollIntoView({ block: 'end' });
  }, []);
  return <div ref={top} />;
}

function LeaveQuestion({ onLeave, onStay }: { onLeave: () => void; onStay: () => void }) {
  const text = useText();
  return (
    <ConfirmDialog
      title={text('common.unsavedTitle')}
      confirmLabel={text('common.unsavedLeave')}
      cancelLabel={text('common.unsavedStay')}
      appearance="warning"
      onConfirm={onLeave}
      onCancel={onStay}
    >
      {text('common.unsavedBody')}
    </ConfirmDialog>
  );
}
