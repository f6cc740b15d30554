/* Every so many days, weeks or months, counted from a start date. */
import Textfield from '@atlaskit/textfield';

import { DateField } from '../components/DateField.tsx';
import { useText } from '../messages/LocaleContext.tsx';
import { ChoiceField } from './ChoiceField.tsx';
import { FieldBox } from './FieldBox.tsx';
import type { FieldErrors } from './fieldErrors.ts';
import { type ScheduleForm, UNITS } from './scheduleForm.ts';

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
      <ChoiceField
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
