/* The full hour at which a schedule runs. */
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';
import { SelectField } from '../../../shared/forms/SelectField.tsx';
import { HOURS } from './schedule-form.ts';

interface Props {
  value: number;
  error: string | undefined;
  onChange: (hour: number) => void;
}

export function HourField({ value, error, onChange }: Props) {
  const text = useText();
  const format = useFormat();
  return (
    <SelectField
      label={text('tasks.hour')}
      value={value}
      choices={HOURS.map((hour) => ({ value: hour, label: format.hour(hour) }))}
      error={error}
      onChange={onChange}
    />
  );
}
