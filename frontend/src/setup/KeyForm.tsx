/* The organization id, its API key and the key's expiry date: verified by the server before anything is stored. */
import Button from '@atlaskit/button/new';
import { Field, HelperMessage } from '@atlaskit/form';
import Textfield from '@atlaskit/textfield';
import { type FormEvent, useState } from 'react';

import { type PastedKey, readHolder, useRehearsalKey, useStoreKey } from '../api/organization.ts';
import type { Organization } from '../api/types.ts';
import { DateField } from '../components/DateField.tsx';
import { ErrorPanel } from '../components/ErrorPanel.tsx';
import { FieldError } from '../components/FieldError.tsx';
import { useText } from '../messages/LocaleContext.tsx';
import { TimeZoneSelect } from '../pickers/TimeZoneSelect.tsx';
import { guessZone } from '../pickers/zone-search.ts';
import { Holder } from './Holder.tsx';
import { checkKey, fieldErrors, type KeyErrors, type KeyField } from './key-form.ts';

interface Props {
  /** Known already when a key is replaced. */
  orgId?: string;
  submitLabel: string;
  /** Whether one click can fill in and connect an organization to try everything with. */
  hasRehearsal?: boolean;
  onStored?: (organization: Organization) => void;
}

interface InputProps {
  field: KeyField;
  label: string;
  help: string;
  type: 'text' | 'password' | 'date';
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

function KeyInput({ field, label, help, type, value, error, onChange }: InputProps) {
  return (
    <Field name={field} label={label} isRequired>
      {({ fieldProps: { id } }) => (
        <>
          {type === 'date' ? (
            <DateField id={id} value={value} isInvalid={error !== undefined} isRequired onChange={onChange} />
          ) : (
            <Textfield
              id={id}
              type={type}
              value={value}
              autoComplete="off"
              spellCheck={false}
              isInvalid={error !== undefined}
              onChange={(event) => onChange(event.currentTarget.value)}
            />
          )}
          {error ? <FieldError>{error}</FieldError> : <HelperMessage>{help}</HelperMessage>}
        </>
      )}
    </Field>
  );
}

function ZoneInput({ value, error, onChange }: Pick<InputProps, 'value' | 'error' | 'onChange'>) {
  const text = useText();
  return (
    <Field name="time_zone" label={text('setup.timeZone')}>
      {({ fieldProps: { id } }) => (
        <>
          <TimeZoneSelect inputId={id} value={value} isInvalid={error !== undefined} onChange={onChange} />
          {error ? <FieldError>{error}</FieldError> : <HelperMessage>{text('setup.timeZoneHelp')}</HelperMessage>}
        </>
      )}
    </Field>
  );
}

function useKeyForm({ orgId = '', onStored }: Omit<Props, 'submitLabel' | 'hasRehearsal'>) {
  const text = useText();
  const store = useStoreKey();
  // The zone is asked once: with a replaced key it stays as it is in Settings.
  const zone = orgId ? {} : { time_zone: guessZone() };
  const [key, setKey] = useState<PastedKey>({ org_id: orgId, api_key: '', expires_on: '', ...zone });
  const [own, setOwn] = useState<KeyErrors>({});
  const errors = { ...fieldErrors(store.error, text), ...own };
  const change = (field: KeyField, value: string): void => {
    setKey({ ...key, [field]: value });
    setOwn({ ...own, [field]: undefined });
    if (store.isError) store.reset();
  };
  const sent = { ...key, org_id: key.org_id.trim(), api_key: key.api_key.trim() };
  const connect = (pasted: PastedKey): void =>
    store.mutate(pasted, { onSuccess: (organization) => onStored?.(organization) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = checkKey(key, new Date().toISOString().slice(0, 10));
    setOwn(Object.fromEntries(Object.entries(found).map(([field, message]) => [field, text(message)])));
    if (Object.keys(found).length === 0) connect(sent);
  };
  const rehearsal = useRehearsalKey();
  const rehearse = (): void =>
    rehearsal.mutate(undefined, {
      onSuccess: (found) => {
        setOwn({});
        setKey({ ...key, ...found });
        connect({ ...sent, ...found });
      },
    });
  return { key, sent, errors, change, submit, store, rehearse, rehearsal };
}

export function KeyForm({ submitLabel, hasRehearsal = false, ...props }: Props) {
  const text = useText();
  const { key, sent, errors, change, submit, store, rehearse, rehearsal } = useKeyForm(props);
  const isHeld = readHolder(store.error) !== null;
  const inputs = [
    { field: 'org_id', label: text('setup.orgId'), help: text('setup.orgIdHelp'), type: 'text' },
    { field: 'api_key', label: text('setup.apiKey'), help: text('setup.apiKeyHelp'), type: 'password' },
    { field: 'expires_on', label: text('setup.expiresOn'), help: text('setup.expiresOnHelp'), type: 'date' },
  ] as const;
  const hasFieldErrors = Object.values(errors).some(Boolean);
  return (
    <form onSubmit={submit} noValidate className="key-form">
      <Holder error={store.error} pasted={sent} />
      {store.isError && !isHeld && !hasFieldErrors && <ErrorPanel error={store.error} title={text('setup.failed')} />}
      {rehearsal.isError && <ErrorPanel error={rehearsal.error} title={text('setup.failed')} />}
      {inputs.map((input) => (
        <KeyInput
          key={input.field}
          {...input}
          value={key[input.field]}
          error={errors[input.field]}
          onChange={(value) => change(input.field, value)}
        />
      ))}
      {key.time_zone !== undefined && (
        <ZoneInput value={key.time_zone} error={errors.time_zone} onChange={(zone) => change('time_zone', zone)} />
      )}
      <div className="form-actions">
        <Button type="submit" appearance="primary" isLoading={store.isPending}>
          {submitLabel}
        </Button>
        {hasRehearsal && (
          <Button isLoading={rehearsal.isPending} isDisabled={store.isPending} onClick={rehearse}>
            {text('setup.rehearse')}
          </Button>
        )}
      </div>
      {hasRehearsal && <p className="subtle small">{text('setup.rehearseHelp')}</p>}
    </form>
  );
}
