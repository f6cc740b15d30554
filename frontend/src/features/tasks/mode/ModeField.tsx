/* Draft, test or live: what the mode means stands below the choice. */
import type { Task } from '../../../shared/api/types.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { SelectField } from '../../../shared/forms/SelectField.tsx';
import { TASK_MODES } from './ModeLozenge.tsx';
import type { TaskFormState } from '../editor/use-task-form.ts';

interface Props {
  state: TaskFormState;
  /** As it is stored; null for a new task. */
  stored: Task['mode'] | null;
}

export function ModeField({ state: { form, errors, change }, stored }: Props) {
  const text = useText();
  return (
    <>
      <SelectField
        label={text('modes.label')}
        value={form.mode}
        choices={TASK_MODES.map((mode) => ({ value: mode, label: text(`modes.${mode}`) }))}
        error={errors.get('/mode')}
        help={text(`modes.help_${form.mode}`)}
        onChange={(mode) => change({ mode }, ['/mode'])}
      />
      {stored === 'live' && form.mode === 'live' && <p className="subtle small">{text('modes.editNote')}</p>}
    </>
  );
}
