/* The channels: where, of what they are told, a switch, and what can be done with each. */
import IconButton from '@atlaskit/button/icon/button';
import DropdownMenu, { DropdownItem, DropdownItemGroup } from '@atlaskit/dropdown-menu';
import MoreIcon from '@atlaskit/icon/core/show-more-horizontal';
import Toggle from '@atlaskit/toggle';
import { useId } from 'react';

import { useAskRecipients, useEditChannel, useTestChannel } from './queries.ts';
import type { Channel } from '../../../shared/api/types.ts';
import { describeError } from '../../../shared/domain/describe-error.ts';
import { SmallTable } from '../../../shared/layout/SmallTable.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { nameEvent } from './channel-form.ts';

export type OpenChannelDialog = { kind: 'edit' | 'remove' | 'rotate'; channel: Channel };

interface RowProps {
  channel: Channel;
  onOpen: (dialog: OpenChannelDialog) => void;
}

function useActions(channel: Channel) {
  const text = useText();
  const host = useHost();
  const [test, edit, ask] = [useTestChannel(), useEditChannel(), useAskRecipients()];
  const onError = (error: unknown): void =>
    host.showFlag({ kind: 'error', title: text('common.errorSave'), body: describeError(error, text) });
  return {
    isBusy: edit.isPending,
    test: () =>
      test.mutate(channel.id, { onError, onSuccess: () => host.showFlag({ kind: 'info', title: text('notifications.tested') }) }),
    ask: () =>
      ask.mutate(channel.id, { onError, onSuccess: () => host.showFlag({ kind: 'info', title: text('notifications.asked') }) }),
    flip: () => edit.mutate({ id: channel.id, change: { is_active: !channel.is_active } }, { onError }),
  };
}

function Menu({ channel, onOpen, onTest, onAsk }: RowProps & { onTest: () => void; onAsk: () => void }) {
  const text = useText();
  const label = text('notifications.menuFor', { name: channel.name });
  return (
    <DropdownMenu<HTMLButtonElement>
      placement="bottom-end"
      menuLabel={label}
      trigger={({ triggerRef, ...props }) => (
        <IconButton {...props} ref={triggerRef} icon={MoreIcon} appearance="subtle" spacing="compact" label={label} />
      )}
    >
      <DropdownItemGroup>
        <DropdownItem isDisabled={!channel.is_active} onClick={onTest}>{text('notifications.test')}</DropdownItem>
        <DropdownItem onClick={() => onOpen({ kind: 'edit', channel })}>{text('notifications.edit')}</DropdownItem>
        {channel.unconfirmed.length > 0 && (
          <DropdownItem isDisabled={!channel.is_active} onClick={onAsk}>{text('notifications.askAgain')}</DropdownItem>
        )}
        {channel.kind === 'webhook' && (
          <DropdownItem onClick={() => onOpen({ kind: 'rotate', channel })}>{text('notifications.newSecret')}</DropdownItem>
        )}
      </DropdownItemGroup>
      <DropdownItemGroup hasSeparator>
        <DropdownItem onClick={() => onOpen({ kind: 'remove', channel })}>{text('notifications.remove')}</DropdownItem>
      </DropdownItemGroup>
    </DropdownMenu>
  );
}

function ChannelRow({ channel, onOpen }: RowProps) {
  const text = useText();
  const id = useId();
  const { isBusy, test, ask, flip } = useActions(channel);
  return (
    <tr>
      <td>
        <span className="subtle small">{text(channel.kind === 'webhook' ? 'notifications.webhook' : 'notifications.email')}</span>
        <div>{channel.name}</div>
      </td>
      <td>
        {channel.url ?? channel.recipients?.join(', ')}
        {channel.unconfirmed.length > 0 && (
          <div className="subtle small">{text('notifications.unconfirmed', { addresses: channel.unconfirmed.join(', ') })}</div>
        )}
      </td>
      <td>
        <ul className="plain-list small">
          {channel.events.map((event) => <li key={event}>{nameEvent(event, text)}</li>)}
        </ul>
      </td>
      <td>
        <Toggle
          id={id} label={text('notifications.switchLabel', { name: channel.name })}
          isChecked={channel.is_active} isDisabled={isBusy} onChange={flip}
        />
      </td>
      <td className="number"><Menu channel={channel} onOpen={onOpen} onTest={test} onAsk={ask} /></td>
    </tr>
  );
}

interface Props {
  channels: readonly Channel[];
  onOpen: (dialog: OpenChannelDialog) => void;
}

const COLUMNS = ['name', 'target', 'eventsColumn', 'isOn'] as const;

export function ChannelTable({ channels, onOpen }: Props) {
  const text = useText();
  const columns = [...COLUMNS.map((column) => text(`notifications.${column}`)), text('common.actions')];
  return (
    <SmallTable columns={columns} hasButtons>
      {channels.map((channel) => <ChannelRow key={channel.id} channel={channel} onOpen={onOpen} />)}
    </SmallTable>
  );
}
