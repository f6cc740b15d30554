/* The cells of a task's row that show facts. */
import WarningIcon from '@atlaskit/icon/core/status-warning';
import Tooltip from '@atlaskit/tooltip';

import type { Caution, Task } from '../../../shared/api/types.ts';
import { Link } from '../../../shared/routing/Link.tsx';
import { PersonName } from '../../../shared/display/PersonName.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { useFormat, useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';
import { isMoving } from '../../../shared/domain/progress.ts';
import { StateLozenge, TestedCounts } from '../../runs/index.ts';
import { CautionList } from '../../plan/index.ts';
import { ModeLozenge } from '../mode/ModeLozenge.tsx';
import { describeAction, describeSchedule } from '../../../shared/domain/sentences.ts';

const MOST_ACTIONS_SHOWN = 3;

export function NameCell({ task, onEdit }: { task: Task; onEdit: () => void }) {
  const text = useText();
  const rich = useRichText();
  return (
    <div className="cell">
      <button type="button" className="link-button task-name" onClick={onEdit}>
        {task.name}
      </button>
      <span><ModeLozenge mode={task.mode} /></span>
      {task.filter ? (
        <span className="subtle small">{text('tasks.filterUsed', { name: task.filter.name })}</span>
      ) : (
        <span className="warning-text small">{text('tasks.noFilter')}</span>
      )}
      <span className="subtle small task-updated">
        {rich('tasks.updatedByLine', {
          name: <PersonName key="by" person={task.updated_by} />, when: <TimeText key="at" iso={task.updated_at} />,
        })}
      </span>
      <TaskWarnings warnings={task.warnings} />
    </div>
  );
}

function TaskWarnings({ warnings }: { warnings: readonly Caution[] }) {
  const text = useText();
  if (warnings.length === 0) return null;
  return (
    <details className="task-warnings small">
      <summary>
        <WarningIcon label="" size="small" />
        {text('tasks.warnings', { count: warnings.length })}
      </summary>
      <CautionList cautions={warnings} />
    </details>
  );
}

export function ActionsCell({ task: { actions, names } }: { task: Task }) {
  const text = useText();
  const format = useFormat();
  const sentences = actions.map((action) => describeAction(action, names, text, format));
  const shown = sentences.slice(0, MOST_ACTIONS_SHOWN);
  const rest = sentences.slice(MOST_ACTIONS_SHOWN);
  if (sentences.length === 0) return <span className="subtle">{text('tasks.noActions')}</span>;
  return (
    <div className="cell">
      <ol className={sentences.length > 1 ? 'cell-list' : 'plain-list'}>
        {shown.map((sentence, index) => (
          <li key={`${index}-${sentence}`} title={sentence}><span className="three-lines">{sentence}</span></li>
        ))}
      </ol>
      {rest.length > 0 && (
        <Tooltip content={rest.join('\n')} tag="span">
          <span className="subtle small">{text('tasks.moreActions', { count: rest.length })}</span>
        </Tooltip>
      )}
    </div>
  );
}

export function ScheduleCell({ task }: { task: Task }) {
  const text = useText();
  const format = useFormat();
  return (
    <div className="cell">
      <span>{describeSchedule(task.schedule, text, format)}</span>
      {task.schedule.mode !== 'manual' && <span className="subtle small">{task.time_zone.replaceAll('_', ' ')}</span>}
    </div>
  );
}

/** People and steps are never mixed; of a plan that waits, what it would do. */
function Counts({ run }: { run: NonNullable<Task['last_run']> }) {
  const { counts, state } = run;
  const text = useText();
  const format = useFormat();
  const { matched, affected, planned, failing, succeeded, skipped, failed } = counts;
  const numbers = Object.fromEntries(
    Object.entries({ matched, affected, planned: planned - failing, failing, succeeded, skipped, failed }).map(
      ([name, count]) => [name, format.number(count)],
    ),
  );
  if (state === 'tested') return <TestedCounts run={run} />;
  if (state === 'held') return <span className="small">{text('runs.countsHeld', numbers)}</span>;
  return (
    <>
      <span className="small">{text('runs.countsPeople', numbers)}</span>
      <span className="small">{text('runs.countsSteps', numbers)}</span>
    </>
  );
}

/** The state of the newest run; a click opens its results. */
export function LastRunCell({ run }: { run: Task['last_run'] }) {
  const text = useText();
  if (!run) return <div className="cell subtle">{text('tasks.notRunYet')}</div>;
  return (
    <div className="cell">
      <Link to={`/runs/${run.id}`} label={`${text(`runs.state_${run.state}`)}: ${text('tasks.showResults')}`}>
        <StateLozenge state={run.state} />
      </Link>
      {!isMoving(run.state) && (
        <Counts run={run} />
      )}
      <span className="subtle small"><TimeText iso={run.started_at ?? run.created_at} /></span>
    </div>
  );
}
