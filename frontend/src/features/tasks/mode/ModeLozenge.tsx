/* The mode of a task as a coloured word. */
import Lozenge from '@atlaskit/lozenge';

import type { Task } from '../../../shared/api/types.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';

export const TASK_MODES = ['draft', 'test', 'live'] as const satisfies readonly Task['mode'][];

const COLOURS = { draft: 'neutral', test: 'discovery', live: 'success' } as const satisfies Record<Task['mode'], string>;

export function ModeLozenge({ mode }: { mode: Task['mode'] }) {
  const text = useText();
  return <Lozenge appearance={COLOURS[mode]}>{text(`modes.${mode}`)}</Lozenge>;
}
