/* The stop switch for all runs, and letting schedules run after a new installation. */
import Button from '@atlaskit/button/default/button';
import Lozenge from '@atlaskit/lozenge';
import { useState } from 'react';

import { useRight } from '../../shared/queries/session.ts';
import { useSettings, useUpdateSettings } from '../../shared/queries/settings.ts';
import type { Settings } from '../../shared/api/types.ts';
import { ConfirmDialog } from '../../shared/forms/ConfirmDialog.tsx';
import { ErrorPanel } from '../../shared/layout/ErrorPanel.tsx';
import { QueryView } from '../../shared/layout/QueryView.tsx';
import { Section } from '../../shared/layout/Section.tsx';
import { useHost } from '../../shared/host/HostContext.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';

function StopSwitch({ settings }: { settings: Settings }) {
  const text = useText();
  const host = useHost();
  const update = useUpdateSettings();
  const [isAsking, setAsking] = useState(false);
  const { is_stopped: isStopped } = settings;
  const mayConfigure = useRight('configure');
  const flip = (): void =>
    update.mutate(
      { is_stopped: !isStopped },
      {
        onSuccess: () => {
          setAsking(false);
          host.showFlag({ kind: isStopped ? 'success' : 'warning', title: text(isStopped ? 'settings.lifted' : 'settings.stopped') });
        },
      },
    );
  return (
    <div className="stack">
      <p className="row">
        <Lozenge appearance={isStopped ? 'removed' : 'success'}>{text(isStopped ? 'settings.stopped' : 'settings.lifted')}</Lozenge>
        {text(isStopped ? 'settings.stoppedNow' : 'settings.runningNow')}
      </p>
      <p className="subtle">{text('settings.stopBody')}</p>
      <div>
        {isStopped && !mayConfigure ? (
          <p>{text('settings.liftNeeds')}</p>
        ) : isStopped ? (
          <Button appearance="primary" isLoading={update.isPending} onClick={flip}>
            {text('settings.lift')}
          </Button>
        ) : (
          <Button appearance="danger" onClick={() => setAsking(true)}>
            {text('settings.stop')}
          </Button>
        )}
      </div>
      {update.isError && !isAsking && <ErrorPanel error={update.error} title={text('common.errorSave')} />}
      {isAsking && (
        <ConfirmDialog
          title={text('settings.stopConfirmTitle')}
          confirmLabel={text('settings.stop')}
          appearance="danger"
          isBusy={update.isPending}
          error={update.error}
          onConfirm={flip}
          onCancel={() => setAsking(false)}
        >
          <p>{text('settings.stopBody')}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

function Confirmation() {
  const text = useText();
  const host = useHost();
  const update = useUpdateSettings();
  const confirm = (): void =>
    update.mutate(
      { are_schedules_confirmed: true },
      { onSuccess: () => host.showFlag({ kind: 'success', title: text('settings.confirmed') }) },
    );
  return (
    <Section title={text('settings.confirmTitle')} level={2}>
      <p className="subtle">{text('settings.confirmBody')}</p>
      {update.isError && <ErrorPanel error={update.error} title={text('common.errorSave')} />}
      <div>
        <Button appearance="primary" isLoading={update.isPending} onClick={confirm}>
          {text('settings.confirm')}
        </Button>
      </div>
    </Section>
  );
}

export function StopSettings() {
  const text = useText();
  const mayConfigure = useRight('configure');
  const settings = useSettings();
  return (
    <QueryView query={settings}>
      {(data) => (
        <div className="panel-sections">
          {!data.are_schedules_confirmed && mayConfigure && <Confirmation />}
          <Section title={text('settings.stopTitle')} level={2}>
            <StopSwitch settings={data} />
          </Section>
        </div>
      )}
    </QueryView>
  );
}
