/* Who besides organization admins may use the app. */
import Toggle from '@atlaskit/toggle';
import { useId } from 'react';

import { useSettings, useUpdateSettings } from '../../shared/queries/settings.ts';
import type { Settings } from '../../shared/api/types.ts';
import { ErrorPanel } from '../../shared/layout/ErrorPanel.tsx';
import { QueryView } from '../../shared/layout/QueryView.tsx';
import { Section } from '../../shared/layout/Section.tsx';
import { useHost } from '../../shared/host/HostContext.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';

type Switch = 'are_product_admins_allowed' | 'are_user_access_admins_allowed';

interface SwitchProps {
  label: string;
  help: string;
  isOn: boolean;
  isBusy: boolean;
  onFlip: () => void;
}

function SwitchRow({ label, help, isOn, isBusy, onFlip }: SwitchProps) {
  const id = useId();
  return (
    <div className="switch-row">
      <Toggle id={id} label={label} isChecked={isOn} isDisabled={isBusy} onChange={onFlip} />
      <div>
        <label htmlFor={id}>{label}</label>
        <p className="small subtle">{help}</p>
      </div>
    </div>
  );
}

function Switches({ settings }: { settings: Settings }) {
  const text = useText();
  const host = useHost();
  const update = useUpdateSettings();
  const flip = (name: Switch): void =>
    update.mutate(
      { [name]: !settings[name] },
      { onSuccess: () => host.showFlag({ kind: 'success', title: text('settings.saved') }) },
    );
  const row = (name: Switch, label: string, help: string) => (
    <SwitchRow
      label={label}
      help={help}
      isOn={settings[name]}
      isBusy={update.isPending}
      onFlip={() => flip(name)}
    />
  );
  return (
    <div className="stack">
      {row('are_product_admins_allowed', text('settings.productAdmins'), text('settings.productAdminsHelp'))}
      {row('are_user_access_admins_allowed', text('settings.userAccessAdmins'), text('settings.userAccessAdminsHelp'))}
      {update.isError && <ErrorPanel error={update.error} title={text('common.errorSave')} />}
    </div>
  );
}

export function AccessSettings() {
  const text = useText();
  const settings = useSettings();
  return (
    <Section title={text('settings.access')} level={2}>
      <p className="subtle">{text('settings.accessBody')}</p>
      <QueryView query={settings}>{(data) => <Switches settings={data} />}</QueryView>
    </Section>
  );
}
