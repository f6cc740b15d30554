/* A time zone of the server's list, with its present distance to UTC; found by city, country, old name or offset. */
import Select from '@atlaskit/select';
import { useMemo, useState } from 'react';

import { useTimeZones } from '../queries/settings.ts';
import { isZoneKnown } from '../format/zone.ts';
import { useLocale, useText } from '../messages/LocaleContext.tsx';
import { findChoice, listBrowserChoices, listChoices, matchesZone, rankChoices, type ZoneChoice } from './zone-search.ts';

interface Props {
  inputId?: string;
  label?: string;
  descriptionId?: string;
  isInvalid?: boolean;
  value: string;
  onChange: (timeZone: string) => void;
}

export function TimeZoneSelect({ inputId, label, descriptionId, isInvalid = false, value, onChange }: Props) {
  const text = useText();
  const { locale } = useLocale();
  const { data } = useTimeZones();
  const choices = useMemo(() => (data ? listChoices(data, locale) : listBrowserChoices()), [data, locale]);
  const [typed, setTyped] = useState('');
  const ranked = useMemo(() => rankChoices(choices, typed), [choices, typed]);
  return (
    <>
      <Select<ZoneChoice>
        {...(inputId ? { inputId } : {})}
        {...(label ? { label } : {})}
        {...(descriptionId ? { descriptionId } : {})}
        isInvalid={isInvalid}
        menuPlacement="auto"
        options={ranked}
        onInputChange={setTyped}
        value={findChoice(choices, value)}
        onChange={(choice) => choice && onChange(choice.value)}
        filterOption={({ data: choice }, typed) => matchesZone(choice, typed)}
        noOptionsMessage={() => text('common.noOptions')}
        formatOptionLabel={(choice) => (
          <span className="row-apart">
            {choice.label} <span className="small subtle">{choice.offset}</span>
          </span>
        )}
      />
      {!isZoneKnown(value) && <p className="small subtle">{text('common.zoneUnseen', { zone: value })}</p>}
    </>
  );
}
