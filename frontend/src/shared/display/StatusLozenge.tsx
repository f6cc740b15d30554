/* A user's status as a coloured word. */
import Lozenge from '@atlaskit/lozenge';

import { STATUS_NAMES } from '../filters/names.ts';
import type { Status } from '../filters/specification.ts';
import { useText } from '../messages/LocaleContext.tsx';

const LOOKS = {
  active: 'success',
  suspended: 'moved',
  deactivated: 'default',
  not_invited: 'new',
  for_deletion: 'removed',
} as const;

const isKnown = (status: string): status is Status => status in LOOKS;

export function StatusLozenge({ status }: { status: string }) {
  const text = useText();
  if (!isKnown(status)) return <Lozenge>{status}</Lozenge>;
  return <Lozenge appearance={LOOKS[status]}>{text(STATUS_NAMES[status])}</Lozenge>;
}
