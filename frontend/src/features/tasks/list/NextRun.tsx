/* The next planned moment of a task, or why there is none and what to do about it. */
import type { ReactNode } from 'react';

import type { Task } from '../../../shared/api/types.ts';
import { Link } from '../../../shared/routing/Link.tsx';
import { TimeText, ZoneNote } from '../../../shared/display/TimeText.tsx';
import type { MessageKey } from '../../../shared/messages/catalogue.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { explainReason } from '../../../shared/domain/reasons.ts';
import { SlotList, SlotNote } from '../schedule/SlotList.tsx';

interface Props {
  task: Task;
  onEdit: () => void;
}

/** Where the obstacle can be removed: in the task itself, or in Settings. */
const IN_TASK: Readonly<Record<string, MessageKey>> = {
  no_filter: 'tasks.repair_filter',
  filter_invalid: 'tasks.repair_filter',
  schedule_invalid: 'tasks.repair_schedule',
  zone_unknown: 'tasks.repair_zone',
  task_unreadable: 'tasks.repair_task',
  no_slot: 'tasks.repair_schedule',
  once_over: 'tasks.repair_schedule',
  draft: 'modes.repair',
};
const IN_SETTINGS: Readonly<Record<string, readonly [address: string, label: MessageKey]>> = {
  key_dead: ['/settings/key', 'tasks.repair_key'],
  no_key: ['/settings/key', 'tasks.repair_key'],
  stopped: ['/settings/stop', 'tasks.repair_stop'],
  not_confirmed: ['/settings/stop', 'tasks.repair_confirm'],
};

function Repair({ code, onEdit }: { code: string; onEdit: () => void }) {
  const text = useText();
  const inTask = IN_TASK[code];
  const inSettings = IN_SETTINGS[code];
  if (inTask) {
    return (
      <span className="small">
        <button type="button" className="link-button" onClick={onEdit}>{text(inTask)}</button>
      </span>
    );
  }
  return inSettings ? <Link to={inSettings[0]} className="small">{text(inSettings[1])}</Link> : null;
}

function None({ task, onEdit }: Props) {
  const text = useText();
  const { no_next_run_code: code, no_next_run_reason: fallback } = task;
  return (
    <>
      <span>{text('tasks.noNextRun')}</span>
      {code && <span className="subtle small">{explainReason(code, text, fallback)}</span>}
      {code && <Repair code={code} onEdit={onEdit} />}
    </>
  );
}

/** In the reader's zone, named, as everywhere; in the task's own in small print where that reads otherwise. */
function Moment({ task, at }: { task: Task; at: string }) {
  return (
    <>
      <TimeText iso={at} as="slot" />
      <span className="subtle small"><TimeText iso={at} /></span>
      <ZoneNote iso={at} zone={task.time_zone} />
    </>
  );
}

/** The first slot that runs, behind those that a blackout keeps from starting; the further ones on demand. */
function Next({ task, at }: { task: Task; at: string }) {
  const text = useText();
  const until = task.next_slots.findIndex((slot) => !slot.blackout);
  const struck = until < 0 ? task.next_slots : task.next_slots.slice(0, until);
  const first = until < 0 ? null : task.next_slots[until];
  const isStruck = struck.length > 0;
  return (
    <>
      {isStruck && <SlotList slots={struck} />}
      {first && <Moment task={task} at={first.at} />}
      {first && <SlotNote slot={first} />}
      {!first && !isStruck && <Moment task={task} at={at} />}
      {task.next_slots.length > 1 && (
        <details className="small">
          <summary>{text('tasks.nextRuns')}</summary>
          <SlotList slots={task.next_slots} />
        </details>
      )}
    </>
  );
}

/** While a run waits for approval, no other run of the task starts: its slots are skipped. */
function Held({ task }: { task: Task }): ReactNode {
  const text = useText();
  if (task.last_run?.state !== 'held') return null;
  return (
    <Link to={`/runs/${task.last_run.id}`} className="small">
      {text('tasks.heldBefore')}
    </Link>
  );
}

export function NextRunCell({ task, onEdit }: Props) {
  return (
    <div className="cell">
      {task.next_run_at ? <Next task={task} at={task.next_run_at} /> : <None task={task} onEdit={onEdit} />}
      <Held task={task} />
    </div>
  );
}
