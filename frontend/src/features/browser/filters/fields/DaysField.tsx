/* A number of days: presets to click and any other number to type. */
import Textfield from '@atlaskit/textfield';
import { useEffect, useId, useState } from 'react';

import { useFormat, useText } from '../../../../shared/messages/LocaleContext.tsx';
import { FieldError } from '../../../../shared/forms/FieldError.tsx';
import { isDayCount, MOST_DAYS } from '../../../../shared/filters/drafts.ts';

interface Props {
  label: string;
  value: number | null;
  onChange: (days: number | null) => void;
  presets?: readonly number[];
  hint?: string;
  isOptional?: boolean;
}

const toText = (value: number | null): string => (value === null ? '' : String(value));

/** What was typed is no number of days: says so, and which number goes on counting. */
function DaysError({ isShown, kept }: { isShown: boolean; kept: number | null }) {
  const text = useText();
  const format = useFormat();
  if (!isShown) return null;
  const wrong = text('filters.daysWrong', { most: format.number(MOST_DAYS) });
  return <FieldError>{kept === null ? wrong : `${wrong} ${text('filters.daysKept', { count: kept })}`}</FieldError>;
}

export function DaysField({ label, value, onChange, presets = [], hint, isOptional = false }: Props) {
  const text = useText();
  const id = useId();
  const [typed, setTyped] = useState(toText(value));
  useEffect(() => setTyped(toText(value)), [value]);
  const take = (next: string): void => {
    setTyped(next);
    if (next.trim() === '' && isOptional) onChange(null);
    else if (isDayCount(Number(next))) onChange(Number(next));
  };
  const isInvalid = typed.trim() === '' ? !isOptional : !isDayCount(Number(typed));
  return (
    <fieldset className="field">
      <legend className="field-label">{label}</legend>
      {presets.length > 0 && (
        <div className="presets">
          {presets.map((days) => (
            <button key={days} type="button" className="preset" aria-pressed={days === value} onClick={() => onChange(days)}>
              {days}
            </button>
          ))}
        </div>
      )}
      <div className="row">
        <label htmlFor={id} className={presets.length > 0 ? 'subtle' : 'visually-hidden'}>
          {presets.length > 0 ? text('filters.otherNumber') : label}
        </label>
        <Textfield
          id={id}
          inputMode="numeric"
          aria-describedby={`${id}-error`}
          width="xsmall"
          isCompact
          isInvalid={isInvalid}
          value={typed}
          onChange={(event) => take(event.currentTarget.value)}
        />
        <span className="subtle">{text('filters.days')}</span>
      </div>
      <div id={`${id}-error`}><DaysError isShown={isInvalid} kept={value} /></div>
      {hint && <p className="small subtle">{hint}</p>}
    </fieldset>
  );
}
