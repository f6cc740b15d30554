/* The lines of the log as a table. A user's name narrows the log to that user. */
import DynamicTable from '@atlaskit/dynamic-table';

import type { Operation, Run } from '../../../shared/api/types.ts';
import { quoteAtlassian } from '../../../shared/domain/describe-fault.ts';
import { Link } from '../../../shared/routing/Link.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { useFormat, useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';
import { DetailList, OutcomeLozenge } from '../../plan/index.ts';
import { adviseOn, explainReason, nameAction } from '../../../shared/domain/reasons.ts';
import type { LogUser } from './log-choice.ts';
import { TakeOutButton } from '../hold/TakenOut.tsx';

interface Props {
  run: Run;
  lines: readonly Operation[];
  onUser: (user: LogUser) => void;
}

export function LogTable({ run, lines, onUser }: Props) {
  const text = useText();
  const head = {
    cells: [
      { key: 'user', content: text('runs.logUser'), width: 20 },
      { key: 'action', content: text('runs.logAction'), width: 13 },
      { key: 'target', content: text('runs.logTarget'), width: 18 },
      { key: 'outcome', content: text('runs.logOutcome'), width: 9 },
      { key: 'reason', content: text('runs.logReason'), width: 25 },
      { key: 'time', content: text('runs.logTime'), width: 15 },
    ],
  };
  const rows = lines.map((line) => ({
    key: String(line.position),
    cells: [
      { key: 'user', content: <UserCell run={run} line={line} onUser={onUser} /> },
      { key: 'action', content: nameAction(line.action, text) },
      { key: 'target', content: <span className="breakable">{line.target_name}</span> },
      {
        key: 'outcome',
        content: <OutcomeLozenge outcome={line.outcome}>{text(`runs.outcome_${line.outcome}`)}</OutcomeLozenge>,
      },
      { key: 'reason', content: <ReasonCell line={line} /> },
      { key: 'time', content: <TimeCell line={line} /> },
    ],
  }));
  return (
    <div className="log-table">
      <DynamicTable label={text('runs.logLabel')} head={head} rows={rows} isFixedSize />
    </div>
  );
}

interface UserProps {
  run: Run;
  line: Operation;
  onUser: (user: LogUser) => void;
}

function UserCell({ run, line, onUser }: UserProps) {
  const text = useText();
  const name = line.user_name ?? text('common.unknownPerson', { id: line.account_id });
  return (
    <div className="cell">
      <button
        type="button"
        className="link-button"
        title={text('runs.logOnlyUser', { name })}
        onClick={() => onUser({ accountId: line.account_id, name })}
      >
        {name}
      </button>
      {line.user_email && <span className="subtle small breakable">{line.user_email}</span>}
      <TakeOutButton run={run} line={line} />
    </div>
  );
}

/** Reasons with a sentence of the server's own, which its details tell in the reader's language; others come with Atlassian's words. */
const OUR_TEXTS: ReadonlySet<string> = new Set(['access_remains', 'shared_group', 'access_kept', 'access_unread']);

function ErrorText({ line }: { line: Operation }) {
  const text = useText();
  const isOurs = line.outcome === 'succeeded' || OUR_TEXTS.has(line.reason ?? '');
  if (!line.error || (isOurs && (line.details.length > 0 || line.reason === 'access_unread'))) return null;
  return <span className="subtle breakable">{isOurs ? line.error : quoteAtlassian(line.error, text)}</span>;
}

function ReasonCell({ line }: { line: Operation }) {
  const text = useText();
  const rich = useRichText();
  if (!line.reason && !line.error && line.details.length === 0 && !line.came_back_at) return null;
  const advice = line.reason && line.outcome === 'failed' ? adviseOn(line.reason, text) : null;
  return (
    <div className="cell small">
      {line.came_back_at && (
        <strong>{rich('runs.logCameBack', { when: <TimeText iso={line.came_back_at} as="moment" /> })}</strong>
      )}
      {line.reason && <span>{explainReason(line.reason, text, line.reason_text)}</span>}
      {line.later_run !== null && (
        <Link to={`/runs/${line.later_run}`}>{text('runs.logLaterRun', { id: String(line.later_run) })}</Link>
      )}
      {advice && <span className="subtle">{advice}</span>}
      <ErrorText line={line} />
      <DetailList details={line.details} />
    </div>
  );
}

/** When the step was done, to the second, and how long Atlassian took. */
function TimeCell({ line }: { line: Operation }) {
  const format = useFormat();
  if (!line.started_at) return null;
  return (
    <div className="cell small">
      <TimeText iso={line.started_at} as="exact" />
      {line.duration_ms !== null && <span className="subtle">{format.number(line.duration_ms)} ms</span>}
    </div>
  );
}
