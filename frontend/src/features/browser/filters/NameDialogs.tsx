/* Naming a filter: saving a new one, saving a copy, renaming. */
import { Field, HelperMessage } from '@atlaskit/form';
import Button from '@atlaskit/button/default/button';
import Modal, { ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import Textfield from '@atlaskit/textfield';
import { type FormEvent, type ReactNode, useId, useState } from 'react';

import { useFilterMutations } from '../../../shared/queries/filters.ts';
import type { SavedFilter } from '../../../shared/api/types.ts';
import { describeField } from '../../../shared/domain/describe-error.ts';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { FieldError } from '../../../shared/forms/FieldError.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { readSpecification } from '../../../shared/filters/read-specification.ts';
import { EVERYBODY, type Specification } from '../../../shared/filters/specification.ts';

interface NameProps {
  title: string;
  body?: ReactNode;
  start: string;
  isBusy: boolean;
  error: unknown;
  onSave: (name: string) => void;
  onClose: () => void;
}

function NameDialog({ title, body, start, isBusy, error, onSave, onClose }: NameProps) {
  const text = useText();
  const formId = useId();
  const [name, setName] = useState(start);
  const [isTried, setTried] = useState(false);
  const missing = isTried && name.trim() === '' ? text('filters.needName') : undefined;
  const refused = describeField(error, '/name', text);
  const wrong = missing ?? refused;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== '') onSave(name.trim());
  };
  return (
    <Modal onClose={onClose} width="small">
      <form id={formId} onSubmit={submit} className="modal-form">
        <ModalHeader hasCloseButton closeButtonLabel={text('common.close')}>
          <ModalTitle>{title}</ModalTitle>
        </ModalHeader>
        <ModalBody>
          {body}
          <Field name="name" label={text('filters.name')} isRequired>
            {({ fieldProps: { id } }) => (
              <>
                <Textfield
                  id={id}
                  autoFocus
                  value={name}
                  maxLength={120}
                  isInvalid={wrong !== undefined}
                  onChange={(event) => setName(event.currentTarget.value)}
                />
                {wrong ? <FieldError>{wrong}</FieldError> : <HelperMessage>{text('filters.nameHint')}</HelperMessage>}
              </>
            )}
          </Field>
          {Boolean(error) && !refused && <ErrorPanel error={error} title={text('common.errorSave')} />}
        </ModalBody>
        <ModalFooter>
          <Button appearance="subtle" onClick={onClose}>
            {text('common.cancel')}
          </Button>
          <Button appearance="primary" type="submit" isLoading={isBusy}>
            {text('common.save')}
          </Button>
        </ModalFooter>
      </form>
    </Modal>
  );
}

interface Props {
  onSaved: (filter: SavedFilter) => void;
  onClose: () => void;
}

function useAnnounce(onSaved: Props['onSaved']): (filter: SavedFilter) => void {
  const text = useText();
  const host = useHost();
  return (filter) => {
    host.showFlag({ kind: 'success', title: text('filters.savedFlag', { name: filter.name }) });
    onSaved(filter);
  };
}

export function CreateDialog({ specification, onSaved, onClose }: Props & { specification: Specification }) {
  const text = useText();
  const { create } = useFilterMutations();
  const announce = useAnnounce(onSaved);
  return (
    <NameDialog
      title={text('filters.saveTitle')}
      start=""
      isBusy={create.isPending}
      error={create.error}
      onSave={(name) => create.mutate({ name, specification }, { onSuccess: announce })}
      onClose={onClose}
    />
  );
}

interface CopyProps extends Props {
  filter: SavedFilter;
  specification: Specification;
}

/** The copy has what is on the screen, changes that were not saved included. */
export function CopyDialog({ filter, specification, onSaved, onClose }: CopyProps) {
  const text = useText();
  const { create } = useFilterMutations();
  const announce = useAnnounce(onSaved);
  return (
    <NameDialog
      title={text('filters.copyTitle')}
      body={<p className="subtle">{text('filters.copyBody')}</p>}
      start={text('filters.copyName', { name: filter.name })}
      isBusy={create.isPending}
      error={create.error}
      onSave={(name) => create.mutate({ name, specification }, { onSuccess: announce })}
      onClose={onClose}
    />
  );
}

/** Renaming leaves the saved specification as it is, whatever is being edited on the screen. */
export function RenameDialog({ filter, onSaved, onClose }: Props & { filter: SavedFilter }) {
  const text = useText();
  const { update } = useFilterMutations();
  const announce = useAnnounce(onSaved);
  const specification = readSpecification(filter.specification) ?? EVERYBODY;
  const { id, version } = filter;
  return (
    <NameDialog
      title={text('filters.renameTitle')}
      start={filter.name}
      isBusy={update.isPending}
      error={update.error}
      onSave={(name) => update.mutate({ id, version, name, specification }, { onSuccess: announce })}
      onClose={onClose}
    />
  );
}
