/* The next five runs of the schedule that is being filled in, in the task's zone, and in the user's where it differs. */
import { describeError } from '../app/describeError.ts';
import { TimeText, ZoneNote } from '../components/TimeText.tsx';
import { useLocale, useText } from '../messages/LocaleContext.tsx';
import { useDebounced } from '../pickers/use-debounced.ts';
import { useNextRuns } from './draftQueries.ts';
import { buildSchedule, findScheduleGaps } from './scheduleForm.ts';
import type { TaskForm } from './taskForm.ts';

export function NextRuns({ form }: { form: TaskForm }) {
  const text = useText();
  const schedule = useDebounced(form.schedule);
  const isComplete = findScheduleGaps(schedule).length === 0;
  const query = useNextRuns(isComplete ? buildSchedule(schedule) : null, form.timeZone);
  return (
    <div className="next-runs">
      <h3>{text('tasks.nextRuns')}</h3>
      <div aria-live="polite">
        {!isComplete && <p className="subtle">{text('tasks.nextRunsWait')}</p>}
        {isComplete && query.isError && <p className="danger-text">{describeError(query.error, text)}</p>}
        {isComplete && !query.isError && query.data && (
          <Slots slots={query.data.next_runs} timeZone={query.data.time_zone} isActive={form.isScheduleActive} />
        )}
      </div>
    </div>
  );
}

interface SlotsProps {
  slots: readonly string[];
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
      <ol className="plain-list">
        {slots.map((slot) => (
          <li key={slot}>
            <TimeText iso={slot} as="slot" zone={timeZone} />{' '}
            <ZoneNote iso={slot} zone={mine} beside={timeZone} label="tasks.nextRunsYours" className="subtlest small" />
          </li>
        ))}
      </ol>
    </>
  );
}
