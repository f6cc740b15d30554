/* What to look at before a task is saved. */
import SectionMessage from '@atlaskit/section-message';

import type { Caution } from '../api/types.ts';
import { useText } from '../messages/LocaleContext.tsx';
import { describeCaution } from './sentences.ts';

interface Props {
  cautions: readonly Caution[];
}

export function CautionList({ cautions }: Props) {
  const text = useText();
  const sentences = [...new Set(cautions.map((caution) => describeCaution(caution, text)))];
  return (
    <ul className={sentences.length > 1 ? 'cell-list' : 'plain-list'}>
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

export function Cautions({ cautions }: Props) {
  const text = useText();
  if (cautions.length === 0) return null;
  return (
    <SectionMessage appearance="warning" title={text('tasks.previewWarnings')}>
      <CautionList cautions={cautions} />
    </SectionMessage>
  );
}
