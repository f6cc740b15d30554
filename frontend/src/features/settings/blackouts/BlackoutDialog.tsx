/* Blacks out a day or a range of days, with a short note. */
import Button from '@atlaskit/button/default/button';
import Modal, { ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import Textfield from '@atlaskit/textfield';
import { type FormEvent, useState } from 'react';

import { useChangeBlackouts } from '../../../shared/queries/settings.ts';
import { describeField } from '../../../shared/domain/describe-error.ts';
import { DateField } from '../../../shared/forms/DateField.tsx';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { FieldBox } from '../../../shared/forms/FieldBox.tsx';
import { keepEscape } from '../../../shared/forms/keep-escape.ts';

const LONGEST_NOTE = 100;

interface Form {
  /** Days such as 2026-12-24, or empty. */
  first: string;
  last: string;
  note: string;
}

interface FieldsProps {
  form: Form;
  /** What is wrong with each field, as far as something is. */
  errors: Partial<Record<keyof Form, string | undefined>>;
  onChange: (form: Form) => void;
}

function Fields({ form, errors, onChange }: FieldsProps) {
  const text = useText();
  return (
    <>
      <FieldBox label={text('settings.blackoutFirst')} error={errors.first} isRequired>
        {({ id, describedBy, isInvalid }) => (
          <DateField
            id={id} value={form.first} isInvalid={isInvalid} isRequired describedBy={describedBy}
            onChange={(first) => onChange({ ...form, first })}
          />
        )}
      </FieldBox>
      <FieldBox label={text('settings.blackoutLast')} help={text('settings.blackoutLastHint')} error={errors.last}>
        {({ id, describedBy, isInvalid }) => (
          <DateField
            id={id} value={form.last} isInvalid={isInvalid} describedBy={describedBy}
            onChange={(last) => onChange({ ...form, last })}
          />
        )}
      </FieldBox>
      <FieldBox label={text('settings.blackoutNote')} help={text('settings.blackoutNoteHint')} error={errors.note}>
        {({ id, describedBy, isInvalid }) => (
          <Textfield
            id={id} value={form.note} maxLength={LONGEST_NOTE} isInvalid={isInvalid} aria-describedby={describedBy}
            onChange={(event) => onChange({ ...form, note: event.currentTarget.value })}
          />
        )}
      </FieldBox>
    </>
  );
}

export function BlackoutDialog({ onClose }: { onClose: () => void }) {
  const text = useText();
  const host = useHost();
  const { add } = useChangeBlackouts();
  const [form, setForm] = useState<Form>({ first: '', last: '', note: '' });
  const [isSent, setSent] = useState(false);
  const isMissing = form.first === '';
  const isTurned = form.last !== '' && form.last < form.first;
  const errors = {
    first: isSent && isMissing ? text('settings.needFirst') : describeField(add.error, '/first_on', text),
    last: isTurned ? text('settings.lastBeforeFirst') : describeField(add.error, '/last_on', text),
    note: describeField(add.error, '/note', text),
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setSent(true);
    if (isMissing || isTurned) return;
    add.mutate({ first_on: form.first, last_on: form.last || null, note: form.note.trim() }, {
      onSuccess: () => {
        host.showFlag({ kind: 'success', title: text('settings.blackoutAdded') });
        onClose();
      },
    });
  };
  return (
    <Modal onClose={onClose} width="medium">
      <form onSubmit={submit} noValidate className="modal-form" onKeyDown={keepEscape}>
        <ModalHeader hasCloseButton closeButtonLabel={text('common.close')}>
          <ModalTitle>{text('settings.addBlackout')}</ModalTitle>
        </ModalHeader>
        <ModalBody>
          <Fields form={form} errors={errors} onChange={setForm} />
          {add.isError && <ErrorPanel error={add.error} title={text('common.errorSave')} />}
        </ModalBody>
        <ModalFooter>
          <Button appearance="subtle" onClick={onClose}>{text('common.cancel')}</Button>
          <Button type="submit" appearance="primary" isLoading={add.isPending}>{text('settings.addBlackout')}</Button>
        </ModalFooter>
      </form>
    </Modal>
  );
}
