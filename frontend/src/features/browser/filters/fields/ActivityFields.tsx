/* Inactive for at least N days; never active. */
import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import { AppPicker } from '../../../../shared/pickers/AppPicker.tsx';
import { type ConditionOf, INACTIVITY_PRESETS, type Match } from '../../../../shared/filters/specification.ts';
import { RadioField } from '../../../../shared/forms/RadioField.tsx';
import { DaysField } from './DaysField.tsx';
import type { FieldsProps } from './props.ts';

interface AppsProps {
  apps: string[];
  match: Match;
  onApps: (apps: string[]) => void;
  onMatch: (match: Match) => void;
}

function ActivityApps({ apps, match, onApps, onMatch }: AppsProps) {
  const text = useText();
  const choices = [
    { value: 'any', label: text('filters.anyApp') },
    { value: 'all', label: text('filters.allApps') },
  ] as const;
  return (
    <div className="field">
      <span className="field-label">{text('filters.inactiveIn')}</span>
      <AppPicker
        label={text('filters.inactiveIn')}
        placeholder={text('filters.inactiveInPlaceholder')}
        value={apps}
        onChange={onApps}
      />
      {apps.length > 1 && (
        <RadioField label={text('filters.matchLabel')} choices={choices} value={match} onChange={onMatch} />
      )}
    </div>
  );
}

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
