/* The full hour at which a schedule runs. */
import { useFormat, useText } from '../messages/LocaleContext.tsx';
import { ChoiceField } from './ChoiceField.tsx';
import { HOURS } from './scheduleForm.ts';

interface Props {
  value: number;
  error: string | undefined;
  onChange: (hour: number) => void;
}

export function HourField({ value, error, onChange }: Props) {
  const text = useText();
  const format = useFormat();
  return (
    <ChoiceField
      label={text('tasks.hour')}
      value={value}
      choices={HOURS.map((hour) => ({ value: hour, label: format.hour(hour) }))}
      error={error}
      onChange={onChange}
    />
  );
}
