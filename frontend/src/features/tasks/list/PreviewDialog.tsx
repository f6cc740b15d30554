/* Preview of a saved task, from its row in the list. */
import Button from '@atlaskit/button/default/button';
import Modal, { ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';

import type { Task } from '../../../shared/api/types.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { PreviewView } from '../../plan/index.ts';
import { planOf } from '../editor/build-plan.ts';

export default function PreviewDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const text = useText();
  const title = text('tasks.previewTitle', { name: task.name });
  return (
    <Modal onClose={onClose} width="x-large">
      <ModalHeader hasCloseButton closeButtonLabel={text('common.close')}>
        <ModalTitle>{title}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        {/* Focusable, so that a long preview can be scrolled by keyboard. */}
        <div tabIndex={0} role="group" aria-label={title}>
          <PreviewView plan={planOf(task)} maxUsers={task.max_users} />
        </div>
      </ModalBody>
      <ModalFooter>
        <Button appearance="primary" onClick={onClose}>
          {text('common.close')}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
