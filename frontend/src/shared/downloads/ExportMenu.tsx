/* The button that exports what a table shows, as CSV or as JSON. */
import Button from '@atlaskit/button/default/button';
import DropdownMenu, { DropdownItem, DropdownItemGroup } from '@atlaskit/dropdown-menu';
import DownloadIcon from '@atlaskit/icon/core/download';

import { useText } from '../messages/LocaleContext.tsx';

interface Props {
  label?: string;
  isCompact?: boolean;
  isBusy: boolean;
  onExport: (format: 'csv' | 'json') => void;
}

export function ExportMenu({ label, isCompact = false, isBusy, onExport }: Props) {
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
