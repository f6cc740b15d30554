/* Search for people by name or address, above a table. */
import SearchIcon from '@atlaskit/icon/core/search';
import Textfield from '@atlaskit/textfield';
import { useEffect, useState } from 'react';

import { useText } from '../messages/LocaleContext.tsx';
import { useDebounced } from '../pickers/use-debounced.ts';

interface Props {
  value: string;
  onChange: (text: string) => void;
}

/** Follows the typing after a rest, and the address at once (back button, a saved filter). */
export function SearchBox({ value, onChange }: Props) {
  const text = useText();
  const [typed, setTyped] = useState(value);
  const rested = useDebounced(typed);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (rested === typed && rested.trim() !== value) onChange(rested.trim());
    // Only the end of the typing counts, not a change of the address.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rested]);
  return (
    <div className="search-box">
      <Textfield
        type="search"
        aria-label={text('users.search')}
        placeholder={text('users.search')}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={() => typed.trim() !== value && onChange(typed.trim())}
        elemBeforeInput={
          <span className="search-icon">
            <SearchIcon label="" />
          </span>
        }
      />
    </div>
  );
}
