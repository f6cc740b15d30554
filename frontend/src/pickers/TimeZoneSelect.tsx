/* An IANA time zone, with its present distance to UTC. */
import Select from '@atlaskit/select';
import { useMemo } from 'react';

import { useLocale } from '../messages/LocaleContext.tsx';

interface Props {
  inputId?: string;
  label?: string;
  value: string;
  onChange: (timeZone: string) => void;
}

function nameOffset(zone: string, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(new Date());
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

function listZones(value: string): string[] {
  const zones = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', value]);
  return [...zones].sort();
}

export function TimeZoneSelect({ inputId, label, value, onChange }: Props) {
  const { locale } = useLocale();
  const options = useMemo(() => listZones(value).map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })), [value]);
  return (
    <Select
      {...(inputId ? { inputId } : {})}
      {...(label ? { label } : {})}
      options={options}
      value={options.find((option) => option.value === value) ?? null}
      onChange={(option) => option && onChange(option.value)}
      formatOptionLabel={(option) => (
        <span className="row-apart">
          {option.label} <span className="small subtle">{nameOffset(option.value, locale)}</span>
        </span>
      )}
    />
  );
}
