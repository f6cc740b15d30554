/* The editor of a condition that names several things: how they are matched, and which. */
import type { ReactNode } from 'react';

import { RadioField } from '../../../../shared/forms/RadioField.tsx';
import type { MatchOrNone } from '../../../../shared/filters/specification.ts';
import type { MessageKey } from '../../../../shared/messages/catalogue.ts';
import { useText } from '../../../../shared/messages/LocaleContext.tsx';

const ALL_MATCHES: readonly MatchOrNone[] = ['any', 'all', 'none'];

export interface PickerProps {
  label: string;
  value: string[];
  onChange: (values: string[]) => void;
}

interface Props<Match extends MatchOrNone> {
  match: Match;
  /** The words of every match that the condition knows. */
  words: Readonly<Record<Match, MessageKey>>;
  onMatch: (match: Match) => void;
  /** Which of them are offered; a single one is shown as a plain label. */
  matches?: readonly MatchOrNone[] | undefined;
  picker: (label: string) => ReactNode;
}

export function ListFields<Match extends MatchOrNone>({ match, words, onMatch, matches = ALL_MATCHES, picker }: Props<Match>) {
  const text = useText();
  const offered = matches.filter((one): one is Match => one in words);
  const label = text(words[match]);
  return (
    <div className="field">
      {offered.length > 1 ? (
        <RadioField
          label={text('filters.matchLabel')}
          choices={offered.map((one) => ({ value: one, label: text(words[one]) }))}
          value={match}
          onChange={onMatch}
        />
      ) : (
        <span className="field-label">{label}</span>
      )}
      {picker(label)}
    </div>
  );
}
