/* The organization id, its API key and the key's expiry date: verified by the server before anything is stored. */
import Button from '@atlaskit/button/default/button';
import { Field, HelperMessage } from '@atlaskit/form';
import Textfield from '@atlaskit/textfield';
import { type FormEvent, useState } from 'react';

import { type PastedKey, readHolder, useRehearsalKey, useStoreKey } from '../../shared/queries/organization.ts';
import type { Organization } from '../../shared/api/types.ts';
import { DateField } from '../../shared/forms/DateField.tsx';
import { ErrorPanel } from '../../shared/layout/ErrorPanel.tsx';
import { FieldError } from '../../shared/forms/FieldError.tsx';
import { useLocale, useText } from '../../shared/messages/LocaleContext.tsx';
import { FirstQuestions } from './FirstQuestions.tsx';
import { type FirstAnswers, hasUsableDays, readAnswers, suggestAnswers } from './first-answers.ts';
import { Holder } from './Holder.tsx';
import { checkKey, fieldErrors, type KeyErrors, type KeyField } from './key-form.ts';

interface Props {
  /** Known already when a key is replaced. */
  orgId?: string;
  submitLabel: string;
  /** Whether one click can fill in and connect an organization to try everything with. */
  hasRehearsal?: boolean;
  hasEmail?: boolean;
  onStored?: (organization: Organization) => void;
}

type PastedField = 'org_id' | 'api_key' | 'expires_on';

interface InputProps {
  field: PastedField;
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

function useKeyForm({ orgId = '', onStored }: Pick<Props, 'orgId' | 'onStored'>) {
  const text = useText();
  const { isEnglish } = useLocale();
  const store = useStoreKey();
  const [key, setKey] = useState<Record<PastedField, string>>({ org_id: orgId, api_key: '', expires_on: '' });
  // Asked once: with a replaced key everything stays as it is in Settings.
  const [answers, setAnswers] = useState<FirstAnswers | null>(orgId ? null : suggestAnswers);
  const [own, setOwn] = useState<KeyErrors>({});
  const errors = { ...fieldErrors(store.error, text), ...own };
  const forget = (field: KeyField): void => {
    setOwn({ ...own, [field]: undefined });
    if (store.isError) store.reset();
  };
  const change = (field: PastedField, value: string): void => {
    setKey({ ...key, [field]: value });
    forget(field);
  };
  const answer = (field: keyof FirstAnswers, value: string): void => {
    setAnswers(answers && { ...answers, [field]: value });
    forget(field);
  };
  const sent: PastedKey = { ...key, org_id: key.org_id.trim(), api_key: key.api_key.trim(), ...(answers ? { ...readAnswers(answers), language: isEnglish ? 'en' : 'de' } : {}) };
  const findWrongDays = (): KeyErrors =>
    answers && !hasUsableDays(answers) ? { inactivity_days: text('settings.badDays', { min: 1, max: 3650 }) } : {};
  const connect = (pasted: PastedKey): void =>
    store.mutate(pasted, { onSuccess: (organization) => onStored?.(organization) });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const missing = Object.entries(checkKey(key, new Date().toISOString().slice(0, 10)));
    const found: KeyErrors = { ...Object.fromEntries(missing.map(([field, message]) => [field, text(message)])), ...findWrongDays() };
    setOwn(found);
    if (Object.keys(found).length === 0) connect(sent);
  };
  const rehearsal = useRehearsalKey();
  const rehearse = (): void => {
    const wrong = findWrongDays();
    setOwn(wrong);
    if (Object.keys(wrong).length > 0) return;
    rehearsal.mutate(undefined, {
      onSuccess: (found) => {
        setKey({ ...key, ...found });
        connect({ ...sent, ...found });
      },
    });
  };
  return { key, answers, sent, errors, change, answer, submit, store, rehearse, rehearsal };
}

export function KeyForm({ submitLabel, hasRehearsal = false, hasEmail = false, ...props }: Props) {
  const text = useText();
  const { key, answers, sent, errors, change, answer, submit, store, rehearse, rehearsal } = useKeyForm(props);
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
      {answers && <FirstQuestions answers={answers} errors={errors} hasEmail={hasEmail} onChange={answer} />}
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
