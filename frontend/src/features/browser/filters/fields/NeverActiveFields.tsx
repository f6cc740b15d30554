/* The editor of the condition `never_active`. */
import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import type { ConditionOf } from '../../../../shared/filters/specification.ts';
import { ActivityApps } from './ActivityApps.tsx';
import { DaysField } from './DaysField.tsx';
import type { FieldsProps } from './props.ts';

export function NeverActiveFields({ value, onChange }: FieldsProps<ConditionOf['never_active']>) {
  const text = useText();
  return (
    <>
      <p className="subtle">{text('filters.neverNote')}</p>
      <ActivityApps
        apps={value.apps ?? []}
        match={value.match ?? 'any'}
        onApps={(apps) => onChange({ ...value, apps })}
        onMatch={(match) => onChange({ ...value, match })}
      />
      <DaysField
        label={text('filters.addedBeforeDays')}
        hint={text('filters.addedBeforeHint')}
        value={value.added_before_days ?? null}
        isOptional
        onChange={(days) => onChange({ ...value, added_before_days: days })}
      />
    </>
  );
}
