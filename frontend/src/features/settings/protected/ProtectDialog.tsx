/* Adds a user, a group or a domain to the protected list. */
import Button from '@atlaskit/button/default/button';
import Checkbox from '@atlaskit/checkbox';
import { Field, HelperMessage } from '@atlaskit/form';
import Modal, { ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import Textfield from '@atlaskit/textfield';
import type { ReactNode } from 'react';

import { useProtect } from '../../../shared/queries/settings.ts';
import { DateField } from '../../../shared/forms/DateField.tsx';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { FieldError } from '../../../shared/forms/FieldError.tsx';
import { RadioField } from '../../../shared/forms/RadioField.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { GroupPicker } from '../../../shared/pickers/GroupPicker.tsx';
import { MenuPlaceProvider } from '../../../shared/pickers/menu-place.ts';
import { UserPicker } from '../../../shared/pickers/UserPicker.tsx';
import { keepEscape } from '../../../shared/forms/keep-escape.ts';
import { type FormErrors, nameErrors, useForm } from '../../../shared/forms/use-form.ts';
import { checkForm, EMPTY, type ProtectForm, toEntry } from './protect-form.ts';

type Checked = 'value' | 'reason' | 'until';

interface FieldsProps {
  form: ProtectForm;
  errors: FormErrors<Checked>;
  onChange: (part: Partial<ProtectForm>) => void;
}

interface RowProps {
  name: string;
  label: string;
  hint?: string;
  error: string | undefined;
  children: (id: string) => ReactNode;
  isRequired?: boolean;
}

function Row({ name, label, hint, error, children, isRequired = false }: RowProps) {
  return (
    <Field name={name} label={label} isRequired={isRequired}>
      {({ fieldProps: { id } }) => (
        <>
          {children(id)}
          {error ? <FieldError>{error}</FieldError> : hint && <HelperMessage>{hint}</HelperMessage>}
        </>
      )}
    </Field>
  );
}

function ValueInput({ id, form, errors, onChange }: FieldsProps & { id: string }) {
  const text = useText();
  const put = (value: string): void => onChange({ value });
  const isInvalid = errors.value !== undefined;
  switch (form.kind) {
    case 'user':
      return <UserPicker inputId={id} value={form.value} onChange={(account) => put(account ?? '')} isInvalid={isInvalid} />;
    case 'group':
      return (
        <GroupPicker
          inputId={id}
          label={text('settings.group')}
          value={form.value ? [form.value] : []}
          onChange={(groups) => put(groups.at(-1) ?? '')}
          isInvalid={isInvalid}
        />
      );
    case 'domain':
      return (
        <Textfield
          id={id}
          value={form.value}
          placeholder={text('settings.domainHint')}
          isInvalid={isInvalid}
          onChange={(event) => put(event.currentTarget.value)}
        />
      );
  }
}

function Fields(props: FieldsProps) {
  const { form, errors, onChange } = props;
  const text = useText();
  const kinds = [
    { value: 'user', label: text('settings.kindUser') },
    { value: 'group', label: text('settings.kindGroup') },
    { value: 'domain', label: text('settings.kindDomain') },
  ] as const;
  const label = { user: text('settings.user'), group: text('settings.group'), domain: text('settings.domain') }[form.kind];
  return (
    <>
      <RadioField
        label={text('settings.kind')}
        choices={kinds}
        value={form.kind}
        onChange={(kind) => onChange({ kind, value: '' })}
      />
      <Row key={form.kind} name="value" label={label} error={errors.value} isRequired>
        {(id) => <ValueInput {...props} id={id} />}
      </Row>
      {form.kind === 'domain' && (
        <Checkbox
          label={text('settings.subdomains', { domain: form.value.trim() || 'acme.com' })}
          isChecked={form.includesSubdomains}
          onChange={(event) => onChange({ includesSubdomains: event.currentTarget.checked })}
        />
      )}
      <Row name="reason" label={text('settings.reason')} hint={text('settings.reasonHint')} error={errors.reason} isRequired>
        {(id) => (
          <Textfield
            id={id}
            value={form.reason}
            maxLength={500}
            isInvalid={errors.reason !== undefined}
            onChange={(event) => onChange({ reason: event.currentTarget.value })}
          />
        )}
      </Row>
      <Row name="until" label={text('settings.until')} hint={text('settings.untilHint')} error={errors.until}>
        {(id) => (
          <DateField id={id} value={form.until} isInvalid={errors.until !== undefined} onChange={(until) => onChange({ until })} />
        )}
      </Row>
    </>
  );
}

export function ProtectDialog({ onClose }: { onClose: () => void }) {
  const text = useText();
  const host = useHost();
  const { add } = useProtect();
  const { draft, errors, change, submit } = useForm<ProtectForm, Checked>({
    initial: EMPTY,
    pointers: { value: '/value', reason: '/reason', until: '/expires_at' },
    check: (form) => nameErrors(checkForm(form, new Date().toISOString().slice(0, 10)), text),
    send: (form) => add.mutate(toEntry(form), {
      onSuccess: ({ label }) => {
        host.showFlag({ kind: 'success', title: text('settings.added', { label }) });
        onClose();
      },
    }),
    error: add.error,
  });
  return (
    <Modal onClose={onClose} width="medium">
      <form onSubmit={submit} noValidate className="modal-form" onKeyDown={keepEscape}>
        <ModalHeader hasCloseButton closeButtonLabel={text('common.close')}>
          <ModalTitle>{text('settings.addTitle')}</ModalTitle>
        </ModalHeader>
        <ModalBody>
          <MenuPlaceProvider value="fixed">
            <Fields form={draft} errors={errors} onChange={change} />
          </MenuPlaceProvider>
          {add.isError && <ErrorPanel error={add.error} title={text('common.errorSave')} />}
        </ModalBody>
        <ModalFooter>
          <Button appearance="subtle" onClick={onClose}>
            {text('common.cancel')}
          </Button>
          <Button type="submit" appearance="primary" isLoading={add.isPending}>
            {text('settings.addProtected')}
          </Button>
        </ModalFooter>
      </form>
    </Modal>
  );
}
