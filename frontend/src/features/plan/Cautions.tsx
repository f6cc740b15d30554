/* What to look at before a task is saved. */
import SectionMessage from '@atlaskit/section-message';

import type { Caution } from '../../shared/api/types.ts';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { RepairButton } from './RepairButton.tsx';
import { describeCaution } from '../../shared/domain/sentences.ts';

interface Props {
  cautions: readonly Caution[];
}

export function CautionList({ cautions }: Props) {
  const text = useText();
  const bySentence = new Map(cautions.map((caution) => [describeCaution(caution, text), caution]));
  return (
    <ul className={bySentence.size > 1 ? 'cell-list' : 'plain-list'}>
      {[...bySentence].map(([sentence, caution]) => (
        <li key={sentence}>
          {sentence}
          {caution.facts.new_id && <RepairButton caution={caution} />}
        </li>
      ))}
    </ul>
  );
}

export function Cautions({ cautions }: Props) {
  const text = useText();
  if (cautions.length === 0) return null;
  return (
    <SectionMessage appearance="warning" headingLevel="h2" title={text('tasks.previewWarnings')}>
      <CautionList cautions={cautions} />
    </SectionMessage>
  );
}
