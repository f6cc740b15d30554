/* Asks why, and until when, a task is to leave a person alone. Stands in the panel: a dialog cannot open over one. */
import Button from '@atlaskit/button/default/button';
import { Field, HelperMessage } from '@atlaskit/form';
import Textfield from '@atlaskit/textfield';
import type { KeyboardEvent } from 'react';

import { useExempt } from './queries.ts';
import type { TaskProspect, UserDetail } from '../../../shared/api/types.ts';
import { DateField } from '../../../shared/forms/DateField.tsx';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { FieldError } from '../../../shared/forms/FieldError.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { type FormErrors, nameErrors, useForm } from '../../../shared/forms/use-form.ts';
import { checkExempt, type ExemptEntry, type ExemptKind, toExemption } from './exempt-form.ts';

interface Props {
  kind: ExemptKind;
  task: TaskProspect;
  user: UserDetail;
  onClose: () => void;
}

interface FieldsProps {
  kind: ExemptKind;
  entry: Omit<ExemptEntry, 'kind'>;
  errors: FormErrors<'reason' | 'day'>;
  onChange: (part: Partial<ExemptEntry>) => void;
}

function Fields({ kind, entry, errors, onChange }: FieldsProps) {
  const text = useText();
  return (
    <>
      <Field name="reason" label={text('person.exemptReason')} isRequired>
        {({ fieldProps: { id } }) => (
          <>
            <Textfield
              id={id}
              value={entry.reason}
              maxLength={500}
              autoFocus
              isInvalid={errors.reason !== undefined}
              onChange={(event) => onChange({ reason: event.currentTarget.value })}
            />
            {errors.reason ? (
              <FieldError>{errors.reason}</FieldError>
            ) : (
              <HelperMessage>{text('person.exemptReasonHint')}</HelperMessage>
            )}
          </>
        )}
      </Field>
      {kind === 'once' ? (
        <p className="subtle small">{text('person.exemptOnceHint')}</p>
      ) : (
        <Field name="day" label={text('person.exemptDay')} isRequired>
          {({ fieldProps: { id } }) => (
            <>
              <DateField id={id} value={entry.day} isInvalid={errors.day !== undefined} onChange={(day) => onChange({ day })} />
              {errors.day && <FieldError>{errors.day}</FieldError>}
            </>
          )}
        </Field>
      )}
    </>
  );
}

export function ExemptForm({ kind, task, user, onClose }: Props) {
  const text = useText();
  const host = useHost();
  const { set } = useExempt(user.account_id);
  const { draft, errors, change, submit } = useForm<Omit<ExemptEntry, 'kind'>, 'reason' | 'day'>({
    initial: { reason: '', day: '' },
    pointers: { reason: '/reason', day: '/expires_at' },
    check: (entry) => nameErrors(checkExempt({ kind, ...entry }, new Date()), text),
    send: (entry) => set.mutate({ taskId: task.task_id, body: toExemption({ kind, ...entry }) }, {
      onSuccess: () => {
        host.showFlag({ kind: 'success', title: text('person.exempted', { task: task.task_name, name: user.name }) });
        onClose();
      },
    }),
    error: set.error,
  });
  /** Escape ends the question, not the panel that it stands in. */
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  const title = text(kind === 'once' ? 'person.skipOnceOf' : 'person.exemptUntilOf', { task: task.task_name });
  return (
    <form className="exempt-form" aria-label={title} onSubmit={submit} onKeyDown={leave} noValidate>
      <Fields kind={kind} entry={draft} errors={errors} onChange={change} />
      {set.isError && <ErrorPanel error={set.error} title={text('common.errorSave')} />}
      <div className="row">
        <Button type="submit" appearance="primary" isLoading={set.isPending}>
          {text('person.exemptSave')}
        </Button>
        <Button appearance="subtle" onClick={onClose}>
          {text('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
