/* Asks before something is done that cannot simply be taken back. */
import Button from '@atlaskit/button/default/button';
import Modal, { ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import type { ReactNode } from 'react';

import { useText } from '../messages/LocaleContext.tsx';
import { ErrorPanel } from '../layout/ErrorPanel.tsx';

interface Props {
  title: string;
  children: ReactNode;
  confirmLabel: string;
  cancelLabel?: string;
  appearance?: 'primary' | 'danger' | 'warning';
  isBusy?: boolean;
  width?: 'small' | 'x-large';
  error?: unknown;
  onConfirm: () => void;
  onCancel: () => void;
}

export function ConfirmDialog(props: Props) {
  const text = useText();
  const { appearance = 'primary', error } = props;
  return (
    <Modal onClose={props.onCancel} width={props.width ?? 'small'}>
      <ModalHeader hasCloseButton closeButtonLabel={text('common.close')}>
        <ModalTitle {...(appearance === 'primary' ? {} : { appearance })}>{props.title}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <div className="stack">
          <div>{props.children}</div>
          {Boolean(error) && <ErrorPanel error={error} title={text('common.errorSave')} />}
        </div>
      </ModalBody>
      <ModalFooter>
        <Button appearance="subtle" onClick={props.onCancel}>
          {props.cancelLabel ?? text('common.cancel')}
        </Button>
        <Button appearance={appearance} isLoading={props.isBusy ?? false} onClick={props.onConfirm}>
          {props.confirmLabel}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
