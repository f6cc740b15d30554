/* Cancel, after asking: what was done stays done. */
import Button from '@atlaskit/button/default/button';
import { useState } from 'react';

import type { Run } from '../../../shared/api/types.ts';
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { useDecision } from '../queries.ts';

export function CancelRun({ run }: { run: Run }) {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  const decide = useDecision(run.id);
  const close = (): void => {
    setAsking(false);
    decide.reset();
  };
  return (
    <>
      <Button isDisabled={!run.can_cancel} onClick={() => setAsking(true)}>
        {text('runs.cancel')}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={text('runs.cancelTitle')}
          confirmLabel={text('runs.cancel')}
          cancelLabel={text('runs.cancelKeep')}
          appearance="warning"
          isBusy={decide.isPending}
          error={decide.error}
          onConfirm={() => decide.mutate('cancel', { onSuccess: close })}
          onCancel={close}
        >
          {text('runs.cancelBody')}
        </ConfirmDialog>
      )}
    </>
  );
}
