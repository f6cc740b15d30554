/* The editor of the condition `inactive`. */
import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import { INACTIVITY_PRESETS, type ConditionOf } from '../../../../shared/filters/specification.ts';
import { ActivityApps } from './ActivityApps.tsx';
import { DaysField } from './DaysField.tsx';
import type { FieldsProps } from './props.ts';

export function InactiveFields({ value, onChange }: FieldsProps<ConditionOf['inactive']>) {
  const text = useText();
  return (
    <>
      <DaysField
        label={text('filters.inactiveFor')}
        value={value.days}
        presets={INACTIVITY_PRESETS}
        onChange={(days) => days !== null && onChange({ ...value, days })}
      />
      <ActivityApps
        apps={value.apps ?? []}
        match={value.match ?? 'any'}
        onApps={(apps) => onChange({ ...value, apps })}
        onMatch={(match) => onChange({ ...value, match })}
      />
      <p className="small subtle">{text('filters.inactiveNote')}</p>
    </>
  );
}
