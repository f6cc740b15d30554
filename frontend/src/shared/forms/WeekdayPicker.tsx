/* The weekdays of a weekly schedule as checkboxes in the user's language. */
import Checkbox from '@atlaskit/checkbox';

import { useLocale, useText } from '../messages/LocaleContext.tsx';
import { FieldGroup } from './FieldBox.tsx';
import { toggleWeekday, type Weekday, WEEKDAYS } from '../domain/weekdays.ts';

interface Props {
  /** What the days are for; those of a weekly schedule unless it is said. */
  label?: string;
  value: readonly Weekday[];
  error: string | undefined;
  onChange: (weekdays: Weekday[]) => void;
}

const A_MONDAY = Date.UTC(2001, 0, 1);
const DAY_MS = 86_400_000;

export function nameWeekday(day: Weekday, locale: string): string {
  const at = new Date(A_MONDAY + WEEKDAYS.indexOf(day) * DAY_MS);
  return new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(at);
}

export function WeekdayPicker({ label, value, error, onChange }: Props) {
  const text = useText();
  const { locale } = useLocale();
  return (
    <FieldGroup label={label ?? text('tasks.weekdays')} error={error}>
      <div className="weekdays">
        {WEEKDAYS.map((day) => (
          <Checkbox
            key={day}
            label={nameWeekday(day, locale)}
            isChecked={value.includes(day)}
            isInvalid={Boolean(error)}
            onChange={() => onChange(toggleWeekday(value, day))}
          />
        ))}
      </div>
    </FieldGroup>
  );
}
