/* Which columns of the User Browser are shown. */
import IconButton from '@atlaskit/button/icon/button';
import DropdownMenu, { DropdownItemCheckbox, DropdownItemCheckboxGroup } from '@atlaskit/dropdown-menu';
import ColumnsIcon from '@atlaskit/icon/core/table-columns-distribute';

import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { COLUMNS, type Column } from './columns.ts';

interface Props {
  shown: readonly Column[];
  onFlip: (key: string) => void;
}

export function ColumnChooser({ shown, onFlip }: Props) {
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
