/* Another installation acts for the organization of this key: who it is, and taking its place. */
import Button from '@atlaskit/button/default/button';
import SectionMessage from '@atlaskit/section-message';
import { useState } from 'react';

import { type PastedKey, readHolder, useTakeOver } from '../../shared/queries/organization.ts';
import { ConfirmDialog } from '../../shared/forms/ConfirmDialog.tsx';
import { TimeText } from '../../shared/display/TimeText.tsx';
import { useRichText, useText } from '../../shared/messages/LocaleContext.tsx';

interface Props {
  error: unknown;
  pasted: PastedKey;
}

export function Holder({ error, pasted }: Props) {
  const text = useText();
  const rich = useRichText();
  const take = useTakeOver();
  const [isAsking, setAsking] = useState(false);
  const holder = readHolder(error);
  if (!holder) return null;
  const door = text(holder.door === 'forge' ? 'setup.doorForge' : 'setup.doorConnect');
  return (
    <SectionMessage appearance="warning" headingLevel="h2" title={text('setup.heldTitle')}>
      <div className="stack">
        <p>{rich('setup.heldBody', { site: holder.site, door, date: <TimeText iso={holder.since} as="date" /> })}</p>
        <div>
          <Button onClick={() => setAsking(true)}>{text('setup.heldTake')}</Button>
        </div>
      </div>
      {isAsking && (
        <ConfirmDialog
          title={text('setup.heldConfirm')}
          confirmLabel={text('setup.heldTakeNow')}
          isBusy={take.isPending}
          error={take.error}
          onConfirm={() => take.mutate(pasted)}
          onCancel={() => setAsking(false)}
        >
          <p>{text('setup.heldConfirmBody', { site: holder.site })}</p>
        </ConfirmDialog>
      )}
    </SectionMessage>
  );
}
