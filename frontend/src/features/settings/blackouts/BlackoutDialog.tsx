/* Blacks out a day or a range of days, with a short note. */
import Button from '@atlaskit/button/default/button';
import Modal, { ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import Textfield from '@atlaskit/textfield';

import { useChangeBlackouts } from '../../../shared/queries/settings.ts';
import { DateField } from '../../../shared/forms/DateField.tsx';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { FieldBox } from '../../../shared/forms/FieldBox.tsx';
import { keepEscape } from '../../../shared/forms/keep-escape.ts';
import { type FormErrors, useForm } from '../../../shared/forms/use-form.ts';

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
  errors: FormErrors<keyof Form>;
  onChange: (part: Partial<Form>) => void;
}

function Fields({ form, errors, onChange }: FieldsProps) {
  const text = useText();
  return (
    <>
      <FieldBox label={text('settings.blackoutFirst')} error={errors.first} isRequired>
        {({ id, describedBy, isInvalid }) => (
          <DateField
            id={id} value={form.first} isInvalid={isInvalid} isRequired describedBy={describedBy}
            onChange={(first) => onChange({ first })}
          />
        )}
      </FieldBox>
      <FieldBox label={text('settings.blackoutLast')} help={text('settings.blackoutLastHint')} error={errors.last}>
        {({ id, describedBy, isInvalid }) => (
          <DateField
            id={id} value={form.last} isInvalid={isInvalid} describedBy={describedBy}
            onChange={(last) => onChange({ last })}
          />
        )}
      </FieldBox>
      <FieldBox label={text('settings.blackoutNote')} help={text('settings.blackoutNoteHint')} error={errors.note}>
        {({ id, describedBy, isInvalid }) => (
          <Textfield
            id={id} value={form.note} maxLength={LONGEST_NOTE} isInvalid={isInvalid} aria-describedby={describedBy}
            onChange={(event) => onChange({ note: event.currentTarget.value })}
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
  // Told while one types: the second day depends on the first.
  const findTurned = (first: string, last: string) => (last !== '' && last < first ? { last: text('settings.lastBeforeFirst') } : {});
  const { draft, errors, change, submit } = useForm<Form, keyof Form>({
    initial: { first: '', last: '', note: '' },
    pointers: { first: '/first_on', last: '/last_on', note: '/note' },
    check: ({ first, last }) => ({
      ...(first === '' ? { first: text('settings.needFirst') } : {}),
      ...findTurned(first, last),
    }),
    send: ({ first, last, note }) => add.mutate({ first_on: first, last_on: last || null, note: note.trim() }, {
      onSuccess: () => {
        host.showFlag({ kind: 'success', title: text('settings.blackoutAdded') });
        onClose();
      },
    }),
    error: add.error,
  });
  return (
    <Modal onClose={onClose} width="medium">
      <form onSubmit={submit} noValidate className="modal-form" onKeyDown={keepEscape}>
        <ModalHeader hasCloseButton closeButtonLabel={text('common.close')}>
          <ModalTitle>{text('settings.addBlackout')}</ModalTitle>
        </ModalHeader>
        <ModalBody>
          <Fields form={draft} errors={{ ...errors, ...findTurned(draft.first, draft.last) }} onChange={change} />
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
