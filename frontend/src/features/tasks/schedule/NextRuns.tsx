/* The next five runs of the schedule that is being filled in, in the task's zone, and in the user's where it differs. */
import type { ForeseenSlot } from '../../../shared/api/types.ts';
import { describeError } from '../../../shared/domain/describe-error.ts';
import { ZoneNote } from '../../../shared/display/TimeText.tsx';
import { useLocale, useText } from '../../../shared/messages/LocaleContext.tsx';
import { useDebounced } from '../../../shared/pickers/use-debounced.ts';
import { takesAway } from '../../../shared/domain/actions.ts';
import { Cautions, useNextRuns } from '../../plan/index.ts';
import { buildSchedule, findScheduleGaps } from './schedule-form.ts';
import { SlotList } from './SlotList.tsx';
import type { TaskForm } from '../editor/task-form.ts';

export function NextRuns({ form }: { form: TaskForm }) {
  const text = useText();
  const schedule = useDebounced(form.schedule);
  const isComplete = findScheduleGaps(schedule).length === 0;
  const query = useNextRuns(isComplete ? buildSchedule(schedule) : null, form.timeZone, takesAway(form.actions));
  return (
    <div className="next-runs">
      <h3>{text('tasks.nextRuns')}</h3>
      <div aria-live="polite">
        {!isComplete && <p className="subtle">{text('tasks.nextRunsWait')}</p>}
        {isComplete && query.isError && <p className="danger-text">{describeError(query.error, text)}</p>}
        {isComplete && !query.isError && query.data && (
          <>
            <Slots slots={query.data.slots} timeZone={query.data.time_zone} isActive={form.isScheduleActive} />
            <Cautions cautions={query.data.warnings} />
          </>
        )}
      </div>
    </div>
  );
}

interface SlotsProps {
  slots: readonly ForeseenSlot[];
  timeZone: string;
  isActive: boolean;
}

function Slots({ slots, timeZone, isActive }: SlotsProps) {
  const text = useText();
  const { timeZone: mine } = useLocale();
  if (slots.length === 0) return <p className="subtle">{text('tasks.nextRunsNone')}</p>;
  return (
    <>
      <p className="subtle">{text(isActive ? 'tasks.nextRunsOn' : 'tasks.nextRunsOff')}</p>
      <SlotList
        slots={slots}
        zone={timeZone}
        beside={(at) => (
          <ZoneNote iso={at} zone={mine} beside={timeZone} label="tasks.nextRunsYours" className="subtlest small" />
        )}
      />
    </>
  );
}
