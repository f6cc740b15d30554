/* Shows the secret of a webhook, the one time that it can be seen. */
import Button from '@atlaskit/button/default/button';
import { Field } from '@atlaskit/form';
import Modal, { ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import Textfield from '@atlaskit/textfield';

import { TimeText } from '../../../shared/display/TimeText.tsx';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';

export interface ShownSecret {
  name: string;
  secret: string;
  /** Until when the secret before signs as well. */
  oldUntil?: string | null;
}

interface Props {
  shown: ShownSecret;
  onClose: () => void;
}

export function SecretDialog({ shown, onClose }: Props) {
  const text = useText();
  const rich = useRichText();
  const host = useHost();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(shown.secret);
      host.showFlag({ kind: 'success', title: text('notifications.copied') });
    } catch {
      // A host may forbid it inside its frame.
      host.showFlag({ kind: 'warning', title: text('notifications.notCopied') });
    }
  };
  return (
    <Modal onClose={onClose} shouldCloseOnOverlayClick={false} width="medium">
      <ModalHeader>
        <ModalTitle>{text('notifications.secretTitle', { name: shown.name })}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <p>{text('notifications.secretBody')}</p>
        <Field name="secret" label={text('notifications.secretLabel')}>
          {({ fieldProps: { id } }) => (
            <Textfield id={id} value={shown.secret} isReadOnly isMonospaced onFocus={(event) => event.currentTarget.select()} />
          )}
        </Field>
        {shown.oldUntil && (
          <p className="subtle">{rich('notifications.secretOverlap', { until: <TimeText iso={shown.oldUntil} as="moment" /> })}</p>
        )}
      </ModalBody>
      <ModalFooter>
        <Button onClick={() => void copy()}>{text('notifications.copy')}</Button>
        <Button appearance="primary" onClick={onClose}>{text('notifications.done')}</Button>
      </ModalFooter>
    </Modal>
  );
}
