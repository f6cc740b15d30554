/* The users of a preview with what would be done with each, page after page. */
import Button from '@atlaskit/button/default/button';

import type { PlannedUser } from '../../shared/api/types.ts';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { DetailList } from './DetailList.tsx';
import { OutcomeLozenge } from './OutcomeLozenge.tsx';
import { explainReason, nameAction } from '../../shared/domain/reasons.ts';

interface Props {
  users: readonly PlannedUser[];
  /** Null while it is being counted. */
  total: number | null;
  isLoading: boolean;
  onMore: (() => void) | null;
}

export function PreviewUsers({ users, total, isLoading, onMore }: Props) {
  const text = useText();
  if (users.length === 0) return null;
  return (
    <section className="stack-tight">
      <div className="row-apart">
        <h2 className="plan-title">{text('tasks.previewUsers')}</h2>
        <span className="subtle small" role="status">
          {total === null
            ? text('common.pageRangeOpen', { from: 1, to: users.length })
            : text('common.pageRange', { from: 1, to: users.length, total })}
        </span>
      </div>
      <table className="plan-table" aria-label={text('tasks.previewUsersLabel')}>
        <thead>
          <tr>
            <th scope="col">{text('tasks.previewUser')}</th>
            <th scope="col">{text('tasks.previewOperations')}</th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <UserPlan key={user.account_id} user={user} />
          ))}
        </tbody>
      </table>
      {onMore && (
        <div>
          <Button isLoading={isLoading} onClick={onMore}>
            {text('common.showMore')}
          </Button>
        </div>
      )}
    </section>
  );
}

function UserPlan({ user }: { user: PlannedUser }) {
  return (
    <tr>
      <th scope="row">
        <span>{user.name}</span>
        {user.email && <span className="subtle small">{user.email}</span>}
      </th>
      <td>
        <PlanSteps steps={user.operations} />
      </td>
    </tr>
  );
}

/** What would be done with one person, step by step. */
export function PlanSteps({ steps }: { steps: PlannedUser['operations'] }) {
  return (
    <ul className="plain-list plan-steps">
      {steps.map((step, index) => (
        <PlanStep key={`${step.action}-${step.target_id}-${index}`} step={step} />
      ))}
    </ul>
  );
}

function PlanStep({ step }: { step: PlannedUser['operations'][number] }) {
  const text = useText();
  // A step that is known to fail in the end is told as one that fails.
  const outcome = step.is_failing ? 'failed' : step.outcome;
  return (
    <li>
      <span className="plan-outcome">
        <OutcomeLozenge outcome={outcome}>{text(`tasks.outcome_${outcome}`)}</OutcomeLozenge>
      </span>
      <span>
        {step.target_kind === 'directory' ? (
          text('tasks.previewInDirectory', { action: nameAction(step.action, text), directory: step.target_name })
        ) : (
          <>{nameAction(step.action, text)}: <strong>{step.target_name}</strong></>
        )}
        {step.reason && (
          <span className="subtle plan-reason">{explainReason(step.reason, text, step.reason_text)}</span>
        )}
        <DetailList details={step.details} />
      </span>
    </li>
  );
}
