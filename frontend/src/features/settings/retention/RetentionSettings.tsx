/* How long finished runs are kept. Shortening it asks first, because what goes is gone. */
import { Field } from '@atlaskit/form';
import Select from '@atlaskit/select';
import { useState } from 'react';

import { useRight } from '../../../shared/queries/session.ts';
import { useSettings, useUpdateSettings } from '../../../shared/queries/settings.ts';
import type { Settings } from '../../../shared/api/types.ts';
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { QueryView } from '../../../shared/layout/QueryView.tsx';
import { Section } from '../../../shared/layout/Section.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { ChangeRetention } from './ChangeRetention.tsx';

const CHOICES = [0, 30, 60, 90, 180, 365, 730, 1095] as const;

/** Whether fewer runs are kept than before; 0 keeps all. */
export const isShorter = (days: number, before: number): boolean => days !== 0 && (before === 0 || days < before);

function Form({ settings }: { settings: Settings }) {
  const text = useText();
  const host = useHost();
  const update = useUpdateSettings();
  const [asked, setAsked] = useState<number | null>(null);
  const mayConfigure = useRight('configure');
  const { run_retention_days: present } = settings;
  const name = (days: number): string =>
    days === 0 ? text('notifications.keepForever') : text('notifications.keepDays', { count: days });
  const all = [...new Set([...CHOICES, present])].sort((one, other) => one - other);
  const options = all.map((days) => ({ value: days, label: name(days) }));
  const save = (days: number): void =>
    update.mutate(
      { run_retention_days: days },
      {
        onSuccess: () => {
          setAsked(null);
          host.showFlag({ kind: 'success', title: text('notifications.retentionSaved') });
        },
      },
    );
  const choose = (days: number): void => (isShorter(days, present) ? setAsked(days) : save(days));
  return (
    <div className="settings-form">
      <Field name="run_retention_days" label={text('notifications.keepFor')}>
        {({ fieldProps: { id } }) => (
          <Select
            inputId={id} options={options} value={options.find((one) => one.value === present) ?? null} isDisabled={update.isPending || !mayConfigure}
            onChange={(option) => option && option.value !== present && choose(option.value)}
          />
        )}
      </Field>
      {update.isError && asked === null && <ErrorPanel error={update.error} title={text('common.errorSave')} />}
      {asked !== null && (
        <ConfirmDialog
          title={text('notifications.shortenTitle')} confirmLabel={text('notifications.shorten')} appearance="danger"
          isBusy={update.isPending} error={update.error} onConfirm={() => save(asked)} onCancel={() => setAsked(null)}
        >
          <p>{text('notifications.shortenBody', { count: asked })}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

export function RetentionSettings() {
  const text = useText();
  const settings = useSettings();
  return (
    <Section title={text('notifications.retention')} level={2}>
      <p className="subtle">{text('notifications.retentionBody')}</p>
      <QueryView query={settings}>
        {(data) => (
          <>
            <Form settings={data} />
            <ChangeRetention settings={data} />
          </>
        )}
      </QueryView>
    </Section>
  );
}
