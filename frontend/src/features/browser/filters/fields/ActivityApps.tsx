/* The apps in which activity is asked for: none for anywhere, any or all of several. */
import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import { AppPicker } from '../../../../shared/pickers/AppPicker.tsx';
import type { Match } from '../../../../shared/filters/specification.ts';
import { RadioField } from '../../../../shared/forms/RadioField.tsx';

interface Props {
  apps: string[];
  match: Match;
  onApps: (apps: string[]) => void;
  onMatch: (match: Match) => void;
}

export function ActivityApps({ apps, match, onApps, onMatch }: Props) {
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
