/* Chooses one user by searching on the server. */
import Select from '@atlaskit/select';
import { useState } from 'react';

import type { User } from '../api/types.ts';
import { useUserPage } from '../queries/users.ts';
import { useText } from '../messages/LocaleContext.tsx';
import { useMenuPosition } from './menu-place.ts';
import { useDebounced } from './use-debounced.ts';

interface Option {
  value: string;
  label: string;
  email: string | null;
}

interface Props {
  inputId?: string;
  value: string | null;
  onChange: (accountId: string | null) => void;
  isInvalid?: boolean;
}

const SHOWN = 20;
const toOption = (user: User): Option => ({ value: user.account_id, label: user.name || user.account_id, email: user.email });

export function UserPicker({ inputId, value, onChange, isInvalid = false }: Props) {
  const text = useText();
  const menuPosition = useMenuPosition();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<Option | null>(null);
  const query = useUserPage({ text: useDebounced(search) || null, limit: SHOWN });
  return (
    <Select<Option>
      menuPosition={menuPosition}
      {...(inputId ? { inputId } : {})}
      options={(query.data?.items ?? []).map(toOption)}
      value={chosen?.value === value ? chosen : null}
      onChange={(option) => {
        setChosen(option);
        onChange(option?.value ?? null);
      }}
      inputValue={search}
      onInputChange={(typed) => setSearch(typed)}
      filterOption={null}
      isClearable
      isInvalid={isInvalid}
      isLoading={query.isFetching}
      placeholder={text('settings.userHint')}
      noOptionsMessage={() => text('common.noOptions')}
      formatOptionLabel={(option) => (
        <div className="option">
          <span>{option.label}</span>
          {option.email && <span className="small subtle">{option.email}</span>}
        </div>
      )}
    />
  );
}
