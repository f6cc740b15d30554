/* The limit of users per run, proposed from the preview while nobody has typed one. */
import Textfield from '@atlaskit/textfield';

import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { FieldBox } from '../../../shared/forms/FieldBox.tsx';
import type { TaskFormState } from '../editor/use-task-form.ts';

interface Props {
  state: TaskFormState;
  /** Users that would be affected today, when the limit was proposed from them. */
  proposedFor: number | null;
  onTouch: () => void;
}

export function LimitField({ state: { form, errors, change }, proposedFor, onTouch }: Props) {
  const text = useText();
  const help = [
    text('tasks.limitHelp'),
    proposedFor === null ? '' : text('tasks.limitProposed', { count: proposedFor }),
  ].join(' ');
  return (
    <FieldBox label={text('tasks.limit')} help={help} error={errors.get('/max_users')} className="field-limit">
      {({ id, describedBy, isInvalid }) => (
        <Textfield
          id={id}
          aria-describedby={describedBy}
          inputMode="numeric"
          placeholder={text('tasks.limitPlaceholder')}
          value={form.maxUsers}
          isInvalid={isInvalid}
          onChange={(event) => {
            onTouch();
            change({ maxUsers: event.currentTarget.value }, ['/max_users']);
          }}
        />
      )}
    </FieldBox>
  );
}
