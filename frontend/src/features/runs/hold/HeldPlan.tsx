/* A run that waits for a release: says why, and lets an admin approve or reject the frozen plan. */
import Button from '@atlaskit/button/default/button';
import SectionMessage from '@atlaskit/section-message';
import { useState } from 'react';

import { ApiProblem } from '../../../shared/api/problem.ts';
import { useRight } from '../../../shared/queries/session.ts';
import type { Run } from '../../../shared/api/types.ts';
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { DataMoment } from '../../../shared/display/DataMoment.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';
import { CautionList, HoldReasons } from '../../plan/index.ts';
import { findBlackout } from '../../../shared/domain/blackout.ts';
import { BlackoutRefusal } from '../start/BlackoutRefusal.tsx';
import { readFrozen } from '../view/frozen.ts';
import { shortenDigest } from '../view/digest.ts';
import { ReleaseRule } from './ReleaseRule.tsx';
import { useDecision } from '../queries.ts';
import { TakenOut } from './TakenOut.tsx';

type Question = 'approve' | 'reject';

export function HeldPlan({ run }: { run: Run }) {
  const text = useText();
  const rich = useRichText();
  const [question, setQuestion] = useState<Question | null>(null);
  const mayRelease = useRight('release');
  return (
    <>
      <SectionMessage appearance="warning" headingLevel="h2" title={text('runs.heldTitle')}>
        <div className="stack-tight">
          <HoldReasons holds={run.holds} />
          <p>{text('runs.heldBody')}</p>
          <p>{text('runs.heldPlan', { count: countChanges(run) })}</p>
          <PlanSize run={run} />
          <p><DataMoment readAt={run.data_read_at} groupsReadAt={run.groups_read_at} /></p>
          {run.release && <TakenOut run={run} release={run.release} />}
          {run.plan_hash && <p>{rich('runs.heldDigest', { digest: <code>{shortenDigest(run.plan_hash)}</code> })}</p>}
          {run.held_until && <p>{rich('runs.heldUntil', { when: <TimeText iso={run.held_until} as="moment" /> })}</p>}
          {run.release && <ReleaseRule release={run.release} />}
          {mayRelease ? (
            <div className="row held-buttons">
              <Button appearance="primary" isDisabled={run.release?.is_allowed === false} onClick={() => setQuestion('approve')}>{text('runs.approve')}</Button>
              <Button onClick={() => setQuestion('reject')}>{text('runs.reject')}</Button>
            </div>
          ) : (
            <p>{text('runs.heldNeeds')}</p>
          )}
        </div>
      </SectionMessage>
      {question && <Ask run={run} question={question} onClose={() => setQuestion(null)} />}
    </>
  );
}

/** Steps that are known to fail are no changes. */
const countChanges = ({ counts }: Run): number => counts.planned - counts.failing;

function PlanSize({ run }: { run: Run }) {
  const text = useText();
  const { cautions } = readFrozen(run);
  const failing = run.counts.failing + run.counts.failed;
  return (
    <>
      {run.planned_users !== null && <p>{text('runs.heldPeople', { count: run.planned_users })}</p>}
      {failing > 0 && <p>{text('runs.heldFailing', { count: failing })}</p>}
      {cautions.length > 0 && <CautionList cautions={cautions} />}
    </>
  );
}

interface AskProps {
  run: Run;
  question: Question;
  onClose: () => void;
}

function Ask({ run, question, onClose }: AskProps) {
  const text = useText();
  const rich = useRichText();
  const decide = useDecision(run.id);
  // The plan that stood on the page when the question was asked is the one that is approved.
  const [planHash] = useState(run.plan_hash);
  const isApproval = question === 'approve';
  const hasChanged = decide.error instanceof ApiProblem && decide.error.code === 'plan_changed';
  const [isEmergency, setEmergency] = useState(false);
  const isBlackout = findBlackout(decide.error) !== null;
  const confirm = (): void => {
    if (isApproval && planHash !== null) {
      decide.mutate({ approve: planHash, isEmergency: isBlackout && isEmergency }, { onSuccess: onClose });
    } else decide.mutate('reject', { onSuccess: onClose });
  };
  return (
    <ConfirmDialog
      title={text(isApproval ? 'runs.approveTitle' : 'runs.rejectTitle')}
      confirmLabel={text(isApproval ? 'runs.approve' : 'runs.reject')}
      appearance={isApproval ? 'primary' : 'warning'}
      isBusy={decide.isPending}
      error={hasChanged || isBlackout ? null : decide.error}
      onConfirm={confirm}
      onCancel={onClose}
    >
      <p>{isApproval ? text('runs.approveBody', { count: countChanges(run) }) : text('runs.rejectBody')}</p>
      {isApproval && <PlanSize run={run} />}
      {isApproval && planHash !== null && <p>{rich('runs.heldDigest', { digest: <code>{shortenDigest(planHash)}</code> })}</p>}
      <BlackoutRefusal error={decide.error} isEmergency={isEmergency} onChange={setEmergency} />
      {hasChanged && <p role="alert" className="danger-text">{text('runs.planChanged')}</p>}
    </ConfirmDialog>
  );
}
