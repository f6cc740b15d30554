/* When the task runs: by hand, on weekdays, or at an interval; in which zone; and whether the schedule is on. */
import Toggle from '@atlaskit/toggle';
import { DateField } from '../../../shared/forms/DateField.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { TimeZoneSelect } from '../../../shared/pickers/TimeZoneSelect.tsx';
import { SelectField } from '../../../shared/forms/SelectField.tsx';
import { FieldBox } from '../../../shared/forms/FieldBox.tsx';
import { HourField } from './HourField.tsx';
import { IntervalFields } from './IntervalFields.tsx';
import { NextRuns } from './NextRuns.tsx';
import { MODES, type ScheduleForm } from './schedule-form.ts';
import type { TaskFormState } from '../editor/use-task-form.ts';
import { WeekdayPicker } from '../../../shared/forms/WeekdayPicker.tsx';

export function ScheduleFields({ state }: { state: TaskFormState }) {
  const text = useText();
  const { form, errors, change } = state;
  const { schedule } = form;
  const set = (part: Partial<ScheduleForm>): void => change({ schedule: { ...schedule, ...part } }, ['/schedule']);
  return (
    <>
      <SelectField
        label={text('tasks.mode')}
        value={schedule.mode}
        choices={MODES.map((mode) => ({ value: mode, label: text(`tasks.mode_${mode}`) }))}
        error={errors.get('/schedule')}
        onChange={(mode) => set({ mode })}
      />
      {schedule.mode === 'weekly' && (
        <WeekdayPicker
          value={schedule.weekdays}
          error={errors.get('/schedule/weekdays')}
          onChange={(weekdays) => set({ weekdays })}
        />
      )}
      {schedule.mode === 'interval' && <IntervalFields schedule={schedule} errors={errors} onChange={set} />}
      {schedule.mode === 'once' && (
        <FieldBox label={text('tasks.onceDate')} error={errors.get('/schedule/date')}>
          {({ id, describedBy, isInvalid }) => (
            <DateField
              id={id}
              describedBy={describedBy}
              value={schedule.onceDate}
              isInvalid={isInvalid}
              onChange={(onceDate) => set({ onceDate })}
            />
          )}
        </FieldBox>
      )}
      {schedule.mode !== 'manual' && (
        <>
          <div className="field-row">
            <HourField value={schedule.hour} error={errors.get('/schedule/hour')} onChange={(hour) => set({ hour })} />
            <FieldBox label={text('tasks.timeZone')} error={errors.get('/time_zone')} className="field-wide">
              {({ id, describedBy, isInvalid }) => (
                <TimeZoneSelect
                  inputId={id}
                  descriptionId={describedBy}
                  isInvalid={isInvalid}
                  value={form.timeZone}
                  onChange={(timeZone) => change({ timeZone }, ['/time_zone'])}
                />
              )}
            </FieldBox>
          </div>
          <ActiveField state={state} />
          <NextRuns form={form} />
        </>
      )}
    </>
  );
}

function ActiveField({ state: { form, errors, change } }: { state: TaskFormState }) {
  const text = useText();
  const setActive = (isScheduleActive: boolean): void =>
    change({ isScheduleActive }, ['/is_schedule_active', '/filter_id']);
  return (
    <FieldBox
      label={text('tasks.scheduleActive')}
      help={text(form.isScheduleActive ? 'tasks.scheduleActiveOn' : 'tasks.scheduleActiveHelp')}
      error={errors.get('/is_schedule_active')}
    >
      {({ id, describedBy }) => (
        <div className="toggle-line">
          <Toggle
            id={id}
            descriptionId={describedBy}
            size="large"
            isChecked={form.isScheduleActive}
            onChange={(event) => setActive(event.target.checked)}
          />
        </div>
      )}
    </FieldBox>
  );
}
