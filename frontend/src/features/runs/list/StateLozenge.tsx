/* The state of a run as a coloured word; one that waits for a run in front says so. */
import Lozenge from '@atlaskit/lozenge';

import type { RunState } from '../../../shared/api/types.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';

const COLOURS = {
  queued: 'neutral',
  syncing: 'information',
  planning: 'information',
  held: 'warning',
  running: 'information',
  succeeded: 'success',
  partial: 'warning',
  failed: 'danger',
  tested: 'discovery',
  cancelled: 'neutral',
  missed: 'danger',
  skipped: 'neutral',
} as const satisfies Record<RunState, string>;

export function StateLozenge({ state, isWaiting = false }: { state: RunState; isWaiting?: boolean }) {
  const text = useText();
  if (isWaiting) return <Lozenge>{text('runs.state_waiting')}</Lozenge>;
  return <Lozenge appearance={COLOURS[state]}>{text(`runs.state_${state}`)}</Lozenge>;
}
