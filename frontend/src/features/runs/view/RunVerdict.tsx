/* What the result means, in one message: nobody affected, partly failed, failed, missed, cancelled. Nothing when all went well. */
import SectionMessage from '@atlaskit/section-message';
import type { ReactNode } from 'react';

import type { Run } from '../../../shared/api/types.ts';
import type { MessageKey } from '../../../shared/messages/catalogue.ts';
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';
import { describeBlackout } from '../../../shared/domain/blackout.ts';
import { whyNobody } from '../../../shared/domain/progress.ts';
import { adviseOn, explainReason } from '../../../shared/domain/reasons.ts';

interface Look {
  appearance: 'information' | 'warning' | 'error';
  title: MessageKey;
  body: MessageKey | null;
}

const LOOKS: Readonly<Partial<Record<Run['state'], Look>>> = {
  partial: { appearance: 'warning', title: 'runs.partialRunTitle', body: 'runs.partialRunBody' },
  failed: { appearance: 'error', title: 'runs.failedRunTitle', body: null },
  cancelled: { appearance: 'information', title: 'runs.cancelledTitle', body: 'runs.cancelledBody' },
  missed: { appearance: 'warning', title: 'runs.missedTitle', body: null },
  skipped: { appearance: 'information', title: 'runs.missedTitle', body: null },
};

const NOBODY: Readonly<Record<'noMatch' | 'allSkipped', Look>> = {
  noMatch: { appearance: 'information', title: 'runs.nobodyNoMatchTitle', body: 'runs.nobodyNoMatchBody' },
  allSkipped: { appearance: 'information', title: 'runs.nobodyAllSkippedTitle', body: 'runs.nobodyAllSkippedBody' },
};

/** An undo has other words: what stayed is no failure of its own, and nothing was matched. */
const UNDONE: Readonly<Partial<Record<Run['state'], Look>>> = {
  partial: { appearance: 'warning', title: 'runs.undonePartlyTitle', body: 'runs.undonePartlyBody' },
  failed: { appearance: 'error', title: 'runs.undoneNothingTitle', body: 'runs.undonePartlyBody' },
  cancelled: { appearance: 'information', title: 'runs.cancelledTitle', body: 'runs.cancelledBody' },
};

const REJECTED: Look = { appearance: 'information', title: 'runs.rejectedTitle', body: 'runs.rejectedBody' };

function findLook(run: Run): Look | undefined {
  if (run.reason === 'rejected') return REJECTED;
  if (run.trigger === 'undo' && !run.reason) return UNDONE[run.state];
  const nobody = whyNobody(run);
  return nobody ? NOBODY[nobody] : LOOKS[run.state];
}

export function RunVerdict({ run }: { run: Run }) {
  const text = useText();
  const format = useFormat();
  const look = findLook(run);
  if (!look) return null;
  // A run that failed as a whole has its own reason; else its steps have theirs.
  const body = run.state === 'failed' && !run.reason && !look.body ? 'runs.failedRunBody' : look.body;
  return (
    <SectionMessage appearance={look.appearance} headingLevel="h2" title={text(look.title)}>
      <div className="stack-tight">
        {run.reason && <Reason reason={run.reason} fallback={run.reason_text} />}
        {run.blackout && <p>{describeBlackout(run.blackout, text, format)}</p>}
        {body && <p>{text(body)}</p>}
      </div>
    </SectionMessage>
  );
}

function Reason({ reason, fallback }: { reason: string; fallback: string | null }): ReactNode {
  const text = useText();
  const advice = adviseOn(reason, text);
  return (
    <p>
      {explainReason(reason, text, fallback)} {advice}
    </p>
  );
}
