/* Above the table: search, site, columns, export. */
import Button from '@atlaskit/button/default/button';
import IconButton from '@atlaskit/button/icon/button';
import DropdownMenu, {
  DropdownItem,
  DropdownItemCheckbox,
  DropdownItemCheckboxGroup,
  DropdownItemGroup,
} from '@atlaskit/dropdown-menu';
import DownloadIcon from '@atlaskit/icon/core/download';
import SearchIcon from '@atlaskit/icon/core/search';
import ColumnsIcon from '@atlaskit/icon/core/table-columns-distribute';
import Textfield from '@atlaskit/textfield';
import { useEffect, useState } from 'react';

import { useText } from '../messages/LocaleContext.tsx';
import { useDebounced } from '../pickers/use-debounced.ts';
import { COLUMNS, type Column } from '../../features/browser/list/columns.ts';

interface SearchProps {
  value: string;
  onChange: (text: string) => void;
}

/** Follows the typing after a rest, and the address at once (back button, a saved filter). */
export function SearchBox({ value, onChange }: SearchProps) {
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

interface ColumnProps {
  shown: readonly Column[];
  onFlip: (key: string) => void;
}

export function ColumnChooser({ shown, onFlip }: ColumnProps) {
  const text = useText();
  return (
    <DropdownMenu<HTMLButtonElement>
      shouldRenderToParent
      placement="bottom-end"
      trigger={({ triggerRef, ...trigger }) => (
        <IconButton {...trigger} ref={triggerRef} icon={ColumnsIcon} label={text('users.columns')} isTooltipDisabled={false} />
      )}
    >
      <DropdownItemCheckboxGroup id="columns" title={text('users.columns')}>
        {COLUMNS.filter((column) => column.isOptional).map((column) => (
          <DropdownItemCheckbox
            key={column.key}
            id={column.key}
            isSelected={shown.includes(column)}
            onClick={() => onFlip(column.key)}
          >
            {text(column.label)}
          </DropdownItemCheckbox>
        ))}
      </DropdownItemCheckboxGroup>
    </DropdownMenu>
  );
}

interface ExportProps {
  label?: string;
  isCompact?: boolean;
  isBusy: boolean;
  onExport: (format: 'csv' | 'json') => void;
}

export function ExportMenu({ label, isCompact = false, isBusy, onExport }: ExportProps) {
  const text = useText();
  return (
    <DropdownMenu<HTMLButtonElement>
      shouldRenderToParent
      placement={isCompact ? 'bottom-start' : 'bottom-end'}
      trigger={({ triggerRef, ...trigger }) => (
        <Button {...trigger} ref={triggerRef} iconBefore={DownloadIcon} isLoading={isBusy} spacing={isCompact ? 'compact' : 'default'}>
          {label ?? text('users.export')}
        </Button>
      )}
    >
      <DropdownItemGroup>
        <DropdownItem onClick={() => onExport('csv')}>{text('users.exportCsv')}</DropdownItem>
        <DropdownItem onClick={() => onExport('json')}>{text('users.exportJson')}</DropdownItem>
      </DropdownItemGroup>
    </DropdownMenu>
  );
}
