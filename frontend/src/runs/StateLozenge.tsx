/* The state of a run as a coloured word. */
import Lozenge from '@atlaskit/lozenge';

import type { RunState } from '../api/types.ts';
import { useText } from '../messages/LocaleContext.tsx';

const COLOURS = {
  queued: 'neutral',
  syncing: 'information',
  planning: 'information',
  held: 'warning',
  running: 'information',
  succeeded: 'success',
  partial: 'warning',
  failed: 'danger',
  cancelled: 'neutral',
  missed: 'danger',
  skipped: 'neutral',
} as const satisfies Record<RunState, string>;

export function StateLozenge({ state }: { state: RunState }) {
  const text = useText();
  return <Lozenge appearance={COLOURS[state]}>{text(`runs.state_${state}`)}</Lozenge>;
}
