/* Every so many days, weeks or months, counted from a start date. */
import Textfield from '@atlaskit/textfield';

import { DateField } from '../../../shared/forms/DateField.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { SelectField } from '../../../shared/forms/SelectField.tsx';
import { FieldBox } from '../../../shared/forms/FieldBox.tsx';
import type { FieldErrors } from '../editor/field-errors.ts';
import { type ScheduleForm, UNITS } from './schedule-form.ts';

interface Props {
  schedule: ScheduleForm;
  errors: FieldErrors;
  onChange: (part: Partial<ScheduleForm>) => void;
}

export function IntervalFields({ schedule, errors, onChange }: Props) {
  const text = useText();
  return (
    <div className="field-row">
      <FieldBox label={text('tasks.every')} error={errors.get('/schedule/every')} className="field-narrow">
        {({ id, describedBy, isInvalid }) => (
          <Textfield
            id={id}
            aria-describedby={describedBy}
            inputMode="numeric"
            value={schedule.every}
            isInvalid={isInvalid}
            onChange={(event) => onChange({ every: event.currentTarget.value })}
          />
        )}
      </FieldBox>
      <SelectField
        label={text('tasks.unit')}
        value={schedule.unit}
        choices={UNITS.map((unit) => ({ value: unit, label: text(`tasks.unit_${unit}`, { count: Number(schedule.every) }) }))}
        error={errors.get('/schedule/unit')}
        onChange={(unit) => onChange({ unit })}
      />
      <FieldBox label={text('tasks.startDate')} error={errors.get('/schedule/start_date')}>
        {({ id, describedBy, isInvalid }) => (
          <DateField id={id} describedBy={describedBy} value={schedule.startDate} isInvalid={isInvalid} onChange={(startDate) => onChange({ startDate })} />
        )}
      </FieldBox>
    </div>
  );
}
