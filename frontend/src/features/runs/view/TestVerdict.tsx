/* What a test run has found: that nobody was changed, what a live run would have waited for, and the way on. */
import SectionMessage from '@atlaskit/section-message';

import type { Run } from '../../../shared/api/types.ts';
import { Link } from '../../../shared/routing/Link.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { HoldReasons } from '../../plan/index.ts';
import { explainReason } from '../../../shared/domain/reasons.ts';

export function TestVerdict({ run }: { run: Run }) {
  const text = useText();
  const isEmpty = run.counts.matched === 0;
  return (
    <SectionMessage appearance="discovery" headingLevel="h2" title={text('modes.verdictTitle')}>
      <div className="stack-tight">
        {run.reason && <p>{explainReason(run.reason, text, run.reason_text)}</p>}
        <p>{text(isEmpty ? 'modes.verdictNobody' : 'modes.verdictBody')}</p>
        {run.holds.length > 0 && (
          <>
            <p>{text('modes.testedHolds')}</p>
            <HoldReasons holds={run.holds} />
          </>
        )}
        {run.task_id !== null && (
          <p>
            {text('modes.verdictGoLive')} <Link to={`/tasks/${run.task_id}`}>{text('modes.verdictTask')}</Link>
          </p>
        )}
      </div>
    </SectionMessage>
  );
}
