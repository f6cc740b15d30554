/* What became of one step, or would become of it. */
import Lozenge from '@atlaskit/lozenge';

import type { Operation } from '../../shared/api/types.ts';

const COLOURS = {
  planned: 'information',
  started: 'discovery',
  succeeded: 'success',
  skipped: 'neutral',
  failed: 'danger',
  would_change: 'information',
  would_skip: 'neutral',
  would_fail: 'danger',
} as const satisfies Record<Operation['outcome'], string>;

interface Props {
  outcome: Operation['outcome'];
  /** The word differs between a plan and a log. */
  children: string;
}

export function OutcomeLozenge({ outcome, children }: Props) {
  return <Lozenge appearance={COLOURS[outcome]}>{children}</Lozenge>;
}
