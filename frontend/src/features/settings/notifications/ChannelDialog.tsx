/* Adds a channel, or changes one: how, where, and of what it is told. */
import Button from '@atlaskit/button/default/button';
import Checkbox from '@atlaskit/checkbox';
import { Field, HelperMessage } from '@atlaskit/form';
import Modal, { ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import TextArea from '@atlaskit/textarea';
import Textfield from '@atlaskit/textfield';
import { type FormEvent, type ReactNode, useState } from 'react';

import { useAddChannel, useEditChannel } from './queries.ts';
import type { Channel } from '../../../shared/api/types.ts';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { FieldError } from '../../../shared/forms/FieldError.tsx';
import { RadioField } from '../../../shared/forms/RadioField.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import {
  type ChannelErrors, type ChannelField, type ChannelForm, checkForm, EMPTY, EVENTS, nameEvent, serverErrors, toChange, toChannel, toForm,
} from './channel-form.ts';

interface FieldsProps {
  form: ChannelForm;
  errors: ChannelErrors;
  onChange: (form: ChannelForm) => void;
}

interface RowProps {
  name: ChannelField;
  label: string;
  hint: string;
  error: string | undefined;
  children: (id: string) => ReactNode;
}

function Row({ name, label, hint, error, children }: RowProps) {
  return (
    <Field name={name} label={label} isRequired>
      {({ fieldProps: { id } }) => (
        <>
          {children(id)}
          {error ? <FieldError>{error}</FieldError> : <HelperMessage>{hint}</HelperMessage>}
        </>
      )}
    </Field>
  );
}

function TargetField({ form, errors, onChange }: FieldsProps) {
  const text = useText();
  if (form.kind === 'webhook') {
    return (
      <Row name="url" label={text('notifications.url')} hint={text('notifications.urlHint')} error={errors.url}>
        {(id) => (
          <Textfield
            id={id} value={form.url} maxLength={2000} isInvalid={errors.url !== undefined}
            onChange={(event) => onChange({ ...form, url: event.currentTarget.value })}
          />
        )}
      </Row>
    );
  }
  return (
    <Row name="recipients" label={text('notifications.recipients')} hint={text('notifications.recipientsHint')} error={errors.recipients}>
      {(id) => (
        <TextArea
          id={id} value={form.recipients} minimumRows={3} isInvalid={errors.recipients !== undefined}
          onChange={(event) => onChange({ ...form, recipients: event.currentTarget.value })}
        />
      )}
    </Row>
  );
}

function EventsField({ form, errors, onChange }: FieldsProps) {
  const text = useText();
  const flip = (event: (typeof EVENTS)[number]): void =>
    onChange({ ...form, events: EVENTS.filter((one) => form.events.includes(one) !== (one === event)) });
  return (
    <fieldset className="field">
      <legend className="notify-legend">{text('notifications.events')}</legend>
      {EVENTS.map((event) => (
        <Checkbox key={event} label={nameEvent(event, text)} isChecked={form.events.includes(event)} onChange={() => flip(event)} />
      ))}
      {errors.events && <FieldError>{errors.events}</FieldError>}
    </fieldset>
  );
}

interface Props {
  /** The channel to change; a new one without it. */
  channel?: Channel;
  isEmailAvailable: boolean;
  onClose: () => void;
  onSecret: (name: string, secret: string) => void;
}

function useChannelForm({ channel, onClose, onSecret }: Props) {
  const text = useText();
  const host = useHost();
  const [add, edit] = [useAddChannel(), useEditChannel()];
  const [form, setForm] = useState<ChannelForm>(() => (channel ? toForm(channel) : EMPTY));
  const [own, setOwn] = useState<ChannelErrors>({});
  const error = add.error ?? edit.error;
  const done = (title: string): void => {
    host.showFlag({ kind: 'success', title });
    onClose();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = checkForm(form, text);
    setOwn(found);
    if (Object.keys(found).length > 0) return;
    if (channel) {
      edit.mutate({ id: channel.id, change: toChange(form) }, { onSuccess: ({ name }) => done(text('notifications.saved', { name })) });
      return;
    }
    add.mutate(toChannel(form), {
      onSuccess: ({ name, secret }) => {
        done(text('notifications.added', { name }));
        if (secret) onSecret(name, secret);
      },
    });
  };
  return { form, setForm, submit, errors: { ...serverErrors(error, text), ...own }, error, isBusy: add.isPending || edit.isPending };
}

export function ChannelDialog(props: Props) {
  const text = useText();
  const { channel, isEmailAvailable, onClose } = props;
  const { form, setForm, submit, errors, error, isBusy } = useChannelForm(props);
  const kinds = [
    { value: 'webhook', label: text('notifications.webhook') },
    { value: 'email', label: text('notifications.email') },
  ] as const;
  return (
    <Modal onClose={onClose} width="medium">
      <form onSubmit={submit} noValidate className="modal-form">
        <ModalHeader hasCloseButton closeButtonLabel={text('common.close')}>
          <ModalTitle>{channel ? text('notifications.editTitle', { name: channel.name }) : text('notifications.addTitle')}</ModalTitle>
        </ModalHeader>
        <ModalBody>
          <div className="stack">
          {!channel && isEmailAvailable && (
            <RadioField label={text('notifications.kind')} choices={kinds} value={form.kind} onChange={(kind) => setForm({ ...form, kind })} />
          )}
          {!channel && !isEmailAvailable && <p className="subtle small">{text('notifications.noEmail')}</p>}
          <Row name="name" label={text('notifications.name')} hint={text('notifications.nameHint')} error={errors.name}>
            {(id) => (
              <Textfield
                id={id} value={form.name} maxLength={100} isInvalid={errors.name !== undefined}
                onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
              />
            )}
          </Row>
          <TargetField key={form.kind} form={form} errors={errors} onChange={setForm} />
          <EventsField form={form} errors={errors} onChange={setForm} />
          {Boolean(error) && Object.keys(errors).length === 0 && <ErrorPanel error={error} title={text('common.errorSave')} />}
          </div>
        </ModalBody>
        <ModalFooter>
          <Button appearance="subtle" onClick={onClose}>{text('common.cancel')}</Button>
          <Button type="submit" appearance="primary" isLoading={isBusy}>
            {channel ? text('notifications.save') : text('notifications.add')}
          </Button>
        </ModalFooter>
      </form>
    </Modal>
  );
}
