/* After a reinstall: what an earlier installation left, and taking it over. Shows nothing when there is none. */
import Button from '@atlaskit/button/default/button';
import SectionMessage from '@atlaskit/section-message';
import { useState } from 'react';

import { useEarlierInstallations, useLinkEarlier } from './queries.ts';
import { ConfirmDialog } from '../../shared/forms/ConfirmDialog.tsx';
import { TimeText } from '../../shared/display/TimeText.tsx';
import { useHost } from '../../shared/host/HostContext.tsx';
import { useRichText, useText } from '../../shared/messages/LocaleContext.tsx';

export function EarlierInstallation() {
  const text = useText();
  const rich = useRichText();
  const host = useHost();
  const link = useLinkEarlier();
  const [latest] = useEarlierInstallations().data ?? [];
  const [isAsking, setAsking] = useState(false);
  if (!latest) return null;
  const take = (): void =>
    link.mutate(latest.id, {
      onSuccess: () => {
        setAsking(false);
        host.showFlag({ kind: 'success', title: text('setup.earlierTaken') });
      },
    });
  return (
    <SectionMessage appearance="information" headingLevel="h2" title={text('setup.earlierTitle')}>
      <div className="stack">
        <p>{rich('setup.earlierBody', { date: <TimeText iso={latest.uninstalled_at} as="moment" />, count: latest.task_count })}</p>
        <div>
          <Button onClick={() => setAsking(true)}>{text('setup.earlierTake')}</Button>
        </div>
      </div>
      {isAsking && (
        <ConfirmDialog
          title={text('setup.earlierConfirm')}
          confirmLabel={text('setup.earlierTakeNow')}
          isBusy={link.isPending}
          error={link.error}
          onConfirm={take}
          onCancel={() => setAsking(false)}
        >
          <p>{text('setup.earlierConfirmBody')}</p>
        </ConfirmDialog>
      )}
    </SectionMessage>
  );
}
