/* Chooses whose runs are shown: those of all tasks, or of one. */
import { Label } from '@atlaskit/form';
import Select from '@atlaskit/select';
import { useId } from 'react';

import type { TaskReference } from '../../../shared/api/types.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';

interface Props {
  tasks: readonly TaskReference[];
  value: number | null;
  onChange: (id: number | null) => void;
}

interface Choice {
  value: number | null;
  label: string;
}

export function TaskChoice({ tasks, value, onChange }: Props) {
  const text = useText();
  const id = useId();
  const choices: Choice[] = [
    { value: null, label: text('runs.allTasks') },
    ...tasks.map((task) => ({ value: task.id, label: task.name })),
  ];
  // A removed task is not in the list any more, but its runs can still be asked for.
  const chosen = choices.find((choice) => choice.value === value) ?? { value, label: text('runs.removedTask') };
  return (
    <div className="task-choice">
      <Label htmlFor={id}>{text('runs.task')}</Label>
      <Select<Choice>
        inputId={id}
        options={choices}
        value={chosen}
        onChange={(choice) => onChange(choice?.value ?? null)}
        noOptionsMessage={() => text('common.noOptions')}
      />
    </div>
  );
}
