/* Asks before something is taken off a list of Settings, and says when it is gone. */
import type { UseMutationResult } from '@tanstack/react-query';

import { ConfirmDialog } from '../../shared/forms/ConfirmDialog.tsx';
import { useHost } from '../../shared/host/HostContext.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';

interface Props {
  /** Which one, and what takes it away. */
  id: number;
  remove: UseMutationResult<unknown, Error, number>;
  title: string;
  body: string;
  /** What the host says afterwards. */
  done: string;
  confirmLabel?: string;
  onClose: () => void;
}

export function RemoveDialog({ id, remove, title, body, done, confirmLabel, onClose }: Props) {
  const text = useText();
  const host = useHost();
  const confirm = (): void =>
    remove.mutate(id, {
      onSuccess: () => {
        host.showFlag({ kind: 'success', title: done });
        onClose();
      },
    });
  return (
    <ConfirmDialog
      title={title} confirmLabel={confirmLabel ?? text('common.remove')} appearance="warning"
      isBusy={remove.isPending} error={remove.error} onConfirm={confirm} onCancel={onClose}
    >
      <p>{body}</p>
    </ConfirmDialog>
  );
}
