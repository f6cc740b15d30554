/* The editor of the condition `added`. */
import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import { RadioField } from '../../../../shared/forms/RadioField.tsx';
import type { ConditionOf } from '../../../../shared/filters/specification.ts';
import { DaysField } from './DaysField.tsx';
import type { FieldsProps } from './props.ts';

export function AddedFields({ value, onChange }: FieldsProps<ConditionOf['added']>) {
  const text = useText();
  const choices = [
    { value: 'at_least_days_ago', label: text('filters.addedLongAgo') },
    { value: 'at_most_days_ago', label: text('filters.addedRecently') },
  ] as const;
  return (
    <>
      <RadioField
        label={text('filters.added')}
        choices={choices}
        value={value.comparison}
        onChange={(comparison) => onChange({ ...value, comparison })}
      />
      <DaysField
        label={text('filters.days')}
        value={value.days}
        onChange={(days) => days !== null && onChange({ ...value, days })}
      />
    </>
  );
}
