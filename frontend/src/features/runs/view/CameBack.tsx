/* Says that somebody else has changed back what this run did, and shows these steps alone. */
import Button from '@atlaskit/button/default/button';
import SectionMessage from '@atlaskit/section-message';

import type { Run } from '../../../shared/api/types.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import type { LogChoice } from '../log/log-choice.ts';

export function CameBack({ run, choice }: { run: Run; choice: LogChoice }) {
  const text = useText();
  if (run.came_back === 0) return null;
  const { filter: { hasComeBack }, showCameBack } = choice;
  return (
    <SectionMessage appearance="warning" headingLevel="h2" title={text('runs.cameBack', { count: run.came_back })}>
      <div className="stack-tight">
        <p>{text('runs.cameBackBody')}</p>
        <div>
          <Button spacing="compact" aria-pressed={hasComeBack} onClick={() => showCameBack(!hasComeBack)}>
            {text(hasComeBack ? 'runs.logClear' : 'runs.cameBackShow')}
          </Button>
        </div>
      </div>
    </SectionMessage>
  );
}
