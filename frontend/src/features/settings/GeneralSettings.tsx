/* Time zone, daily sync, the thresholds in days, and how much one run may change unasked. */
import Button from '@atlaskit/button/default/button';
import { Field, HelperMessage } from '@atlaskit/form';
import Select from '@atlaskit/select';
import Textfield from '@atlaskit/textfield';
import Toggle from '@atlaskit/toggle';
import { type FormEvent, useId, useMemo, useState } from 'react';

import { useSettings, useUpdateSettings } from '../../shared/queries/settings.ts';
import type { Settings } from '../../shared/api/types.ts';
import { describeField } from '../../shared/domain/describe-error.ts';
import { ErrorPanel } from '../../shared/layout/ErrorPanel.tsx';
import { FieldError } from '../../shared/forms/FieldError.tsx';
import { QueryView } from '../../shared/layout/QueryView.tsx';
import { Section } from '../../shared/layout/Section.tsx';
import { useHost } from '../../shared/host/HostContext.tsx';
import type { MessageKey } from '../../shared/messages/catalogue.ts';
import { useFormat, useText } from '../../shared/messages/LocaleContext.tsx';
import { TimeZoneSelect } from '../../shared/pickers/TimeZoneSelect.tsx';
import { type GeneralForm, isInRange, LIMITS, listChanges, type NumberField, toForm } from './general-form.ts';

interface NumberProps {
  field: NumberField;
  unit: string;
  label: string;
  help: string;
  value: string;
  onChange: (value: string) => void;
}

function NumberInput({ field, unit, label, help, value, onChange }: NumberProps) {
  const text = useText();
  const [min, max] = LIMITS[field];
  const isWrong = !isInRange(field, value);
  return (
    <Field name={field} label={label}>
      {({ fieldProps: { id } }) => (
        <>
          <div className="row">
            <Textfield
              id={id}
              type="number"
              width="xsmall"
              value={value}
              isInvalid={isWrong}
              onChange={(event) => onChange(event.currentTarget.value)}
            />
            <span className="subtle">{unit}</span>
          </div>
          {isWrong ? <FieldError>{text('settings.badDays', { min, max })}</FieldError> : <HelperMessage>{help}</HelperMessage>}
        </>
      )}
    </Field>
  );
}

interface HourProps {
  value: number;
  onChange: (hour: number) => void;
}

function HourInput({ value, onChange }: HourProps) {
  const text = useText();
  const format = useFormat();
  const options = useMemo(
    () => Array.from({ length: 24 }, (_, hour) => ({ value: hour, label: format.hour(hour) })),
    [format],
  );
  return (
    <Field name="daily_sync_hour" label={text('settings.dailySync')}>
      {({ fieldProps: { id } }) => (
        <>
          <div className="narrow">
            <Select
              inputId={id}
              options={options}
              value={options[value] ?? null}
              onChange={(option) => option && onChange(option.value)}
            />
          </div>
          <HelperMessage>{text('settings.dailySyncHelp')}</HelperMessage>
        </>
      )}
    </Field>
  );
}

interface LanguageProps {
  value: Settings['language'];
  onChange: (language: Settings['language']) => void;
}

const LANGUAGES: readonly Settings['language'][] = ['en', 'de'];

function LanguageInput({ value, onChange }: LanguageProps) {
  const text = useText();
  const options = LANGUAGES.map((language) => ({ value: language, label: text(`settings.language_${language}`) }));
  return (
    <Field name="language" label={text('settings.language')}>
      {({ fieldProps: { id } }) => (
        <>
          <div className="narrow">
            <Select
              inputId={id}
              options={options}
              value={options.find((option) => option.value === value) ?? null}
              onChange={(option) => option && onChange(option.value)}
            />
          </div>
          <HelperMessage>{text('settings.languageHelp')}</HelperMessage>
        </>
      )}
    </Field>
  );
}

interface FourEyesProps {
  isOn: boolean;
  rests: boolean;
  onFlip: () => void;
}

function FourEyesSwitch({ isOn, rests, onFlip }: FourEyesProps) {
  const text = useText();
  const id = useId();
  return (
    <div className="switch-row">
      <Toggle id={id} label={text('settings.fourEyes')} isChecked={isOn} onChange={onFlip} />
      <div>
        <label htmlFor={id}>{text('settings.fourEyes')}</label>
        <p className="small subtle">{text('settings.fourEyesHelp')}</p>
        {isOn && rests && <p className="small">{text('settings.fourEyesRests')}</p>}
      </div>
    </div>
  );
}

const NUMBERS: readonly { field: NumberField; unit: MessageKey; label: MessageKey; help: MessageKey }[] = [
  { field: 'inactivity_days', unit: 'settings.days', label: 'settings.inactivity', help: 'settings.inactivityHelp' },
  { field: 'young_account_days', unit: 'settings.days', label: 'settings.young', help: 'settings.youngHelp' },
  { field: 'restored_grace_days', unit: 'settings.days', label: 'settings.grace', help: 'settings.graceHelp' },
  { field: 'limit_percent', unit: 'settings.percentOfActive', label: 'settings.limitPercent', help: 'settings.limitPercentHelp' },
  { field: 'limit_people', unit: 'settings.users', label: 'settings.limitPeople', help: 'settings.limitPeopleHelp' },
];

function Form({ settings }: { settings: Settings }) {
  const text = useText();
  const host = useHost();
  const update = useUpdateSettings();
  const [form, setForm] = useState(() => toForm(settings));
  const put = (part: Partial<GeneralForm>): void => setForm({ ...form, ...part });
  const changes = listChanges(form, settings);
  const isValid = (Object.keys(LIMITS) as NumberField[]).every((field) => isInRange(field, form[field]));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    update.mutate(changes, { onSuccess: () => host.showFlag({ kind: 'success', title: text('settings.saved') }) });
  };
  const zoneError = describeField(update.error, '/time_zone', text);
  const isZoneGone = !settings.is_time_zone_known && form.time_zone === settings.time_zone;
  const shownZoneError = zoneError ?? (isZoneGone ? text('settings.timeZoneGone') : null);
  return (
    <form onSubmit={submit} noValidate className="settings-form">
      <Field name="time_zone" label={text('settings.timeZone')}>
        {({ fieldProps: { id } }) => (
          <>
            <TimeZoneSelect inputId={id} value={form.time_zone} onChange={(zone) => put({ time_zone: zone })} />
            {shownZoneError ? <FieldError>{shownZoneError}</FieldError> : <HelperMessage>{text('settings.timeZoneHelp')}</HelperMessage>}
          </>
        )}
      </Field>
      <LanguageInput value={form.language} onChange={(language) => put({ language })} />
      <HourInput value={form.daily_sync_hour} onChange={(hour) => put({ daily_sync_hour: hour })} />
      {NUMBERS.map(({ field, unit, label, help }) => (
        <NumberInput
          key={field}
          field={field}
          unit={text(unit)}
          label={text(label)}
          help={text(help)}
          value={form[field]}
          onChange={(typed) => put({ [field]: typed })}
        />
      ))}
      <FourEyesSwitch
        isOn={form.is_four_eyes_required}
        rests={settings.organization_admins === 1}
        onFlip={() => put({ is_four_eyes_required: !form.is_four_eyes_required })}
      />
      {update.isError && !zoneError && <ErrorPanel error={update.error} title={text('common.errorSave')} />}
      <div className="form-actions">
        <Button
          type="submit"
          appearance="primary"
          isLoading={update.isPending}
          isDisabled={!isValid || Object.keys(changes).length === 0}
        >
          {text('common.save')}
        </Button>
      </div>
    </form>
  );
}

export function GeneralSettings() {
  const text = useText();
  const settings = useSettings();
  return (
    <Section title={text('settings.general')} level={2}>
      <QueryView query={settings}>{(data) => <Form settings={data} />}</QueryView>
    </Section>
  );
}
