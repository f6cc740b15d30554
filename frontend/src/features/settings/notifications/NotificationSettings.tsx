/* Who is told of what happens: channels, their secrets, and the delivery log. */
import Button from '@atlaskit/button/default/button';
import { useState } from 'react';

import { useChannels, useRemoveChannel, useRotateSecret } from './queries.ts';
import type { Channel, ChannelList } from '../../../shared/api/types.ts';
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { EmptyView } from '../../../shared/layout/EmptyView.tsx';
import { QueryView } from '../../../shared/layout/QueryView.tsx';
import { Section } from '../../../shared/layout/Section.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { RemoveDialog } from '../RemoveDialog.tsx';
import { ChannelDialog } from './ChannelDialog.tsx';
import { ChannelTable, type OpenChannelDialog } from './ChannelTable.tsx';
import { DeliveryLog } from './DeliveryLog.tsx';
import { SecretDialog, type ShownSecret } from './SecretDialog.tsx';

interface DialogProps {
  channel: Channel;
  onClose: () => void;
}

function RemoveChannel({ channel, onClose }: DialogProps) {
  const text = useText();
  const remove = useRemoveChannel();
  const { name } = channel;
  return (
    <RemoveDialog
      id={channel.id} remove={remove} title={text('notifications.removeTitle', { name })}
      body={text('notifications.removeBody')} done={text('notifications.removed', { name })}
      confirmLabel={text('notifications.remove')} onClose={onClose}
    />
  );
}

function RotateDialog({ channel, onClose, onSecret }: DialogProps & { onSecret: (shown: ShownSecret) => void }) {
  const text = useText();
  const rotate = useRotateSecret();
  const { name } = channel;
  const confirm = (): void =>
    rotate.mutate(channel.id, {
      onSuccess: ({ secret, old_secret_until: oldUntil }) => {
        onClose();
        onSecret({ name, secret, oldUntil });
      },
    });
  return (
    <ConfirmDialog
      title={text('notifications.rotateTitle', { name })} confirmLabel={text('notifications.rotate')}
      isBusy={rotate.isPending} error={rotate.error} onConfirm={confirm} onCancel={onClose}
    >
      <p>{text('notifications.rotateBody')}</p>
    </ConfirmDialog>
  );
}

type Opened = OpenChannelDialog | { kind: 'add' };

function Channels({ list, opened, onOpen }: { list: ChannelList; opened: Opened | null; onOpen: (dialog: Opened | null) => void }) {
  const text = useText();
  const [secret, setSecret] = useState<ShownSecret | null>(null);
  const close = (): void => onOpen(null);
  const isForm = opened?.kind === 'add' || opened?.kind === 'edit';
  return (
    <>
      {list.items.length === 0 ? (
        <EmptyView title={text('notifications.none')}>{text('notifications.noneBody')}</EmptyView>
      ) : (
        <ChannelTable channels={list.items} onOpen={onOpen} />
      )}
      {list.items.some((one) => one.kind === 'email') && (
        <p className="subtle small">
          {list.mails_left > 0
            ? text('notifications.mailsLeft', { rest: list.mails_left, most: list.mails_per_day })
            : text('notifications.mailsUsedUp', { most: list.mails_per_day })}
        </p>
      )}
      {isForm && (
        <ChannelDialog
          {...(opened.kind === 'edit' ? { channel: opened.channel } : {})}
          isEmailAvailable={list.is_email_available} onClose={close}
          onSecret={(name, made) => setSecret({ name, secret: made })}
        />
      )}
      {opened?.kind === 'remove' && <RemoveChannel channel={opened.channel} onClose={close} />}
      {opened?.kind === 'rotate' && <RotateDialog channel={opened.channel} onClose={close} onSecret={setSecret} />}
      {secret && <SecretDialog shown={secret} onClose={() => setSecret(null)} />}
    </>
  );
}

export function NotificationSettings() {
  const text = useText();
  const channels = useChannels();
  const [opened, setOpened] = useState<Opened | null>(null);
  return (
    <div className="panel-sections">
      <Section
        title={text('notifications.title')}
        level={2}
        actions={<Button onClick={() => setOpened({ kind: 'add' })}>{text('notifications.add')}</Button>}
      >
        <p className="subtle">{text('notifications.body')}</p>
        <QueryView query={channels}>{(list) => <Channels list={list} opened={opened} onOpen={setOpened} />}</QueryView>
      </Section>
      <DeliveryLog />
    </div>
  );
}
