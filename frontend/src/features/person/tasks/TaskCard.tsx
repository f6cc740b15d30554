/* One task on a person's page: what it would do to them, when, why it names them, and leaving them alone. */
import Button from '@atlaskit/button/default/button';
import Lozenge from '@atlaskit/lozenge';
import { useState } from 'react';

import { useExempt } from './queries.ts';
import { useFilters } from '../../../shared/queries/filters.ts';
import { useRight } from '../../../shared/queries/session.ts';
import type { Exemption, TaskProspect, UserDetail } from '../../../shared/api/types.ts';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { Link } from '../../../shared/routing/Link.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { readSpecification } from '../../../shared/filters/read-specification.ts';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';
import { explainReason } from '../../../shared/domain/reasons.ts';
import { ModeLozenge } from '../../tasks/index.ts';
import { PlanSteps } from '../../plan/index.ts';
import { Why } from '../Why.tsx';
import { ExemptForm } from './ExemptForm.tsx';
import type { ExemptKind } from './exempt-form.ts';

interface Props {
  task: TaskProspect;
  user: UserDetail;
}

const TONES = {
  change: 'inprogress', fail: 'removed', spared: 'success', nothing: 'default',
  no_match: 'default', not_readable: 'moved', not_looked_at: 'moved',
} as const satisfies Record<TaskProspect['prospect'], string>;

function When({ task }: { task: TaskProspect }) {
  const text = useText();
  const { next_run_at: next, no_next_run_code: code } = task;
  return (
    <p className="subtle small">
      {next ? (
        <>{text('person.tasksAt')}: <TimeText iso={next} as="slot" /> · <TimeText iso={next} /></>
      ) : (
        <>{text('person.tasksByHand')}. {code && explainReason(code, text, null)}</>
      )}
    </p>
  );
}

/** The explanation of the task's filter, asked for when somebody wants to know. */
function Reason({ task, user }: Props) {
  const text = useText();
  const [isOpen, setOpen] = useState(false);
  const filters = useFilters();
  const saved = filters.data?.find(({ id }) => id === task.filter?.id);
  const specification = saved && readSpecification(saved.specification);
  if (!specification || task.prospect === 'no_match') return null;
  return (
    <>
      <div>
        <button type="button" className="link-button small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? text('person.whyHide') : text('person.whyShow', { task: task.task_name })}
        </button>
      </div>
      {isOpen && <Why user={user} specification={specification} />}
    </>
  );
}

function Exempted({ exemption, task, user }: Props & { exemption: Exemption }) {
  const text = useText();
  const rich = useRichText();
  const host = useHost();
  const mayEnd = useRight('automate');
  const { end } = useExempt(user.account_id);
  const { expires_at: until, created_by: by, created_at: at, reason } = exemption;
  const stop = (): void =>
    end.mutate(task.task_id, {
      onSuccess: () =>
        host.showFlag({ kind: 'success', title: text('person.exemptEnded', { task: task.task_name, name: user.name }) }),
    });
  return (
    <div className="exempted">
      <p>
        <strong>
          {until ? rich('person.exemptedUntil', { moment: <TimeText iso={until} as="moment" /> }) : text('person.exemptedOnce')}
        </strong>
        : {reason}{' '}
        <span className="subtle small">
          {rich('person.exemptedBy', { name: by.name ?? by.account_id, age: <TimeText iso={at} isPast /> })}
        </span>
      </p>
      {mayEnd && (
        <Button spacing="compact" isLoading={end.isPending} onClick={stop} aria-label={text('person.exemptEndOf', { task: task.task_name })}>
          {text('person.exemptEnd')}
        </Button>
      )}
      {end.isError && <ErrorPanel error={end.error} />}
    </div>
  );
}

function ExemptButtons({ task, onAsk }: { task: TaskProspect; onAsk: (kind: ExemptKind) => void }) {
  const text = useText();
  return (
    <div className="row">
      <Button spacing="compact" onClick={() => onAsk('once')} aria-label={text('person.skipOnceOf', { task: task.task_name })}>
        {text('person.skipOnce')}
      </Button>
      <Button spacing="compact" onClick={() => onAsk('until')} aria-label={text('person.exemptUntilOf', { task: task.task_name })}>
        {text('person.exemptUntil')}
      </Button>
    </div>
  );
}

export function TaskCard({ task, user }: Props) {
  const text = useText();
  const mayExempt = useRight('automate');
  const [asked, setAsked] = useState<ExemptKind | null>(null);
  const { exemption, prospect } = task;
  return (
    <li className="person-task">
      <div className="row-apart">
        <span className="row">
          <Link to={`/tasks/${task.task_id}`}>{task.task_name}</Link>
          {task.mode !== 'live' && <ModeLozenge mode={task.mode} />}
        </span>
        <Lozenge appearance={TONES[prospect]}>{text(`person.prospect_${prospect}`)}</Lozenge>
      </div>
      <When task={task} />
      {prospect === 'not_readable' && <p className="small">{text('person.prospectNotReadable')}</p>}
      {prospect === 'not_looked_at' && <p className="small">{text('person.prospectNotLookedAt')}</p>}
      <PlanSteps steps={task.operations} />
      <Reason task={task} user={user} />
      {exemption && <Exempted exemption={exemption} task={task} user={user} />}
      {mayExempt && !exemption && !asked && <ExemptButtons task={task} onAsk={setAsked} />}
      {asked && <ExemptForm key={asked} kind={asked} task={task} user={user} onClose={() => setAsked(null)} />}
    </li>
  );
}
