/* A calendar day, typed in the order of the reader's language (or as 2027-01-31) or picked; loaded when first shown. */
import { lazy, Suspense } from 'react';

import { useFormat, useLocale, useText } from '../messages/LocaleContext.tsx';
import { parseDay } from './parse-day.ts';

const DatePicker = lazy(() => import('@atlaskit/datetime-picker/date-picker'));

interface Props {
  id: string;
  /** 2027-01-31, or empty. */
  value: string;
  onChange: (day: string) => void;
  isInvalid?: boolean;
  isRequired?: boolean;
  describedBy?: string;
}

export function DateField({ id, value, onChange, isInvalid = false, isRequired = false, describedBy }: Props) {
  const text = useText();
  const format = useFormat();
  const { locale } = useLocale();
  return (
    <Suspense fallback={<div className="date-field-wait" />}>
      <div className="date-field">
        <DatePicker
          id={id}
          value={value}
          onChange={onChange}
          locale={locale}
          isInvalid={isInvalid}
          isRequired={isRequired}
          shouldShowCalendarButton
          parseInputValue={(typed) => parseDay(typed, locale) ?? new Date(NaN)}
          formatDisplayLabel={(day) => (day ? format.day(day) : '')}
          placeholder={text('common.dateHint', { day: format.day('2027-12-31') })}
          calendarLabel={text('common.calendar')}
          openCalendarLabel={text('common.calendarOpen')}
          previousMonthLabel={text('common.previousMonth')}
          nextMonthLabel={text('common.nextMonth')}
          clearControlLabel={text('common.dateClear')}
          {...(describedBy ? { 'aria-describedby': describedBy } : {})}
          selectProps={{ menuPosition: 'fixed', noOptionsMessage: () => text('common.noOptions') }}
        />
      </div>
    </Suspense>
  );
}
