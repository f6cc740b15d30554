/* The editor of the condition `claim`. */
import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import { RadioField } from '../../../../shared/forms/RadioField.tsx';
import { CLAIM_NAMES } from '../../../../shared/filters/names.ts';
import type { ConditionOf } from '../../../../shared/filters/specification.ts';
import type { FieldsProps } from './props.ts';

export function ClaimFields({ value, onChange }: FieldsProps<ConditionOf['claim']>) {
  const text = useText();
  const choices = [
    { value: 'managed', label: text(CLAIM_NAMES.managed) },
    { value: 'unmanaged', label: text(CLAIM_NAMES.unmanaged) },
  ] as const;
  return (
    <RadioField
      label={text('filters.claim')}
      choices={choices}
      value={value.claim}
      onChange={(claim) => onChange({ ...value, claim })}
    />
  );
}
