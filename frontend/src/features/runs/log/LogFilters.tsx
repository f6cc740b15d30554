/* Narrows the log: by outcome, and by one user found by name or address. */
import { Label } from '@atlaskit/form';
import Select from '@atlaskit/select';
import { useId, useState } from 'react';

import type { Operation, Run } from '../../../shared/api/types.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { useDebounced } from '../../../shared/pickers/use-debounced.ts';
import type { LogChoice, LogUser } from './log-choice.ts';
import { usePeopleSearch } from '../queries.ts';

const OUTCOMES: Readonly<Record<Run['mode'], readonly Operation['outcome'][]>> = {
  live: ['succeeded', 'failed', 'skipped', 'planned'],
  test: ['would_change', 'would_fail', 'would_skip'],
};

interface OutcomeChoice {
  value: Operation['outcome'] | null;
  label: string;
}

export function LogFilters({ run, choice }: { run: Run; choice: LogChoice }) {
  const text = useText();
  const id = useId();
  const choices: OutcomeChoice[] = [
    { value: null, label: text('runs.logAllOutcomes') },
    ...OUTCOMES[run.mode].map((outcome) => ({ value: outcome, label: text(`runs.outcome_${outcome}`) })),
  ];
  return (
    <div className="log-filters">
      <div>
        <Label htmlFor={id}>{text('runs.logFilterOutcome')}</Label>
        <Select<OutcomeChoice>
          inputId={id}
          options={choices}
          value={choices.find((one) => one.value === choice.filter.outcome) ?? null}
          onChange={(one) => choice.showOutcome(one?.value ?? null)}
        />
      </div>
      <UserChoice user={choice.user} onChange={choice.showUser} />
    </div>
  );
}

interface Option {
  value: string;
  label: string;
  email: string | null;
}

function UserChoice({ user, onChange }: { user: LogUser | null; onChange: (user: LogUser | null) => void }) {
  const text = useText();
  const id = useId();
  const [search, setSearch] = useState('');
  const query = usePeopleSearch(useDebounced(search.trim()));
  const options = (query.data?.items ?? []).map(({ account_id: value, name, email }) => ({ value, label: name, email }));
  return (
    <div>
      <Label htmlFor={id}>{text('runs.logFilterUser')}</Label>
      <Select<Option>
        inputId={id}
        isClearable
        options={search.trim() ? options : []}
        value={user ? { value: user.accountId, label: user.name, email: null } : null}
        onChange={(option) => onChange(option && { accountId: option.value, name: option.label })}
        onInputChange={setSearch}
        filterOption={null}
        isLoading={query.isFetching}
        placeholder={text('runs.logFilterUserPlaceholder')}
        noOptionsMessage={() => text(search.trim() ? 'common.noOptions' : 'runs.logFilterUserPlaceholder')}
        formatOptionLabel={({ label, email }, { context }) =>
          context === 'value' || !email ? label : (
            <div className="cell">
              <span>{label}</span>
              <span className="subtle small">{email}</span>
            </div>
          )
        }
      />
    </div>
  );
}
