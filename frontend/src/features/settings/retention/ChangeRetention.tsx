/* How long it is kept what changed about people, and whether on which days they were active. Less asks first. */
import { Field } from '@atlaskit/form';
import Select from '@atlaskit/select';
import Toggle from '@atlaskit/toggle';
import { useId, useState } from 'react';

import { useRight } from '../../../shared/queries/session.ts';
import { useUpdateSettings } from '../../../shared/queries/settings.ts';
import type { Settings, SettingsIn } from '../../../shared/api/types.ts';
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';

const CHOICES = [1, 3, 6, 13, 25, 37, 60] as const;

export function ChangeRetention({ settings }: { settings: Settings }) {
  const text = useText();
  const host = useHost();
  const update = useUpdateSettings();
  const [asked, setAsked] = useState<SettingsIn | null>(null);
  const mayConfigure = useRight('configure');
  const toggle = useId();
  const { change_retention_months: present, are_activity_days_kept: areKept } = settings;
  const all = [...new Set([...CHOICES, present])].sort((one, other) => one - other);
  const options = all.map((months) => ({ value: months, label: text('changes.keepMonths', { count: months }) }));
  const save = (change: SettingsIn): void =>
    update.mutate(change, {
      onSuccess: () => {
        setAsked(null);
        host.showFlag({ kind: 'success', title: text('notifications.retentionSaved') });
      },
    });
  const choose = (months: number): void => {
    const change = { change_retention_months: months };
    if (months < present) setAsked(change);
    else save(change);
  };
  const isOfDays = asked?.are_activity_days_kept === false;
  return (
    <div className="settings-form">
      <Field name="change_retention_months" label={text('changes.keepFor')}>
        {({ fieldProps: { id } }) => (
          <Select
            inputId={id} options={options} value={options.find((one) => one.value === present) ?? null} isDisabled={update.isPending || !mayConfigure}
            onChange={(option) => option && option.value !== present && choose(option.value)}
          />
        )}
      </Field>
      <div className="row">
        <Toggle
          id={toggle} isChecked={areKept} isDisabled={update.isPending || !mayConfigure}
          onChange={() => (areKept ? setAsked({ are_activity_days_kept: false }) : save({ are_activity_days_kept: true }))}
        />
        <label htmlFor={toggle}>{text('changes.keepDays')}</label>
      </div>
      <p className="subtle small">{text('changes.keepDaysBody')}</p>
      {update.isError && asked === null && <ErrorPanel error={update.error} title={text('common.errorSave')} />}
      {asked !== null && (
        <ConfirmDialog
          title={text(isOfDays ? 'changes.forgetDaysTitle' : 'changes.shortenTitle')}
          confirmLabel={text(isOfDays ? 'changes.forgetDays' : 'changes.shorten')} appearance="danger"
          isBusy={update.isPending} error={update.error} onConfirm={() => save(asked)} onCancel={() => setAsked(null)}
        >
          <p>{isOfDays ? text('changes.forgetDaysBody') : text('changes.shortenBody', { count: asked.change_retention_months ?? present })}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}
