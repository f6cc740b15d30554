/* Says that a run of the previewed size would wait for a release, and why; the task's own limit is said elsewhere. */
import SectionMessage from '@atlaskit/section-message';

import type { Preview } from '../../shared/api/types.ts';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { HoldReasons } from './HoldReasons.tsx';

export function PreviewHolds({ preview: { holds } }: { preview: Preview }) {
  const text = useText();
  if (!holds || holds.length === 0) return null;
  return (
    <SectionMessage appearance="warning" headingLevel="h3" title={text('runs.wouldWait')}>
      <HoldReasons holds={holds} />
    </SectionMessage>
  );
}
