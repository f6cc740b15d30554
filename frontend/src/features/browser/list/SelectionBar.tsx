/* How many users are chosen across all pages, and what can be done with them. */
import Button from '@atlaskit/button/default/button';
import type { ReactNode } from 'react';

import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { ALL, countChosen, NOBODY, type Selection } from './selection.ts';

interface Props {
  selection: Selection;
  total: number;
  onSelect: (selection: Selection) => void;
  /** What can be done with the chosen users. */
  children: ReactNode;
}

export function SelectionBar({ selection, total, onSelect, children }: Props) {
  const text = useText();
  const count = countChosen(selection, total);
  if (count === 0) return null;
  return (
    <div className="selection-bar" role="status">
      <strong>{text('users.selected', { count, total })}</strong>
      {children}
      {count < total && (
        <Button appearance="subtle" spacing="compact" onClick={() => onSelect(ALL)}>
          {text('users.selectAll', { count: total })}
        </Button>
      )}
      <Button appearance="subtle" spacing="compact" onClick={() => onSelect(NOBODY)}>
        {text('users.clearSelection')}
      </Button>
    </div>
  );
}
