/* The editor of the condition `email_domain`. */
import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import { RadioField } from '../../../../shared/forms/RadioField.tsx';
import { DomainPicker } from '../../../../shared/pickers/DomainPicker.tsx';
import type { ConditionOf } from '../../../../shared/filters/specification.ts';
import type { FieldsProps } from './props.ts';

export function EmailDomainFields({ value, onChange }: FieldsProps<ConditionOf['email_domain']>) {
  const text = useText();
  const choices = [
    { value: 'is', label: text('filters.domainIs') },
    { value: 'ends_with', label: text('filters.domainEndsWith') },
  ] as const;
  return (
    <div className="field">
      <RadioField
        label={text('filters.matchLabel')}
        choices={choices}
        value={value.match ?? 'is'}
        onChange={(match) => onChange({ ...value, match })}
      />
      <DomainPicker
        label={text('filters.email_domain')}
        value={value.domains}
        onChange={(domains) => onChange({ ...value, domains })}
      />
    </div>
  );
}
