/* Bulk Operations: choose actions for the selected users, look at the preview, then run. */
import Button from '@atlaskit/button/default/button';
import Modal, { ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import { useState } from 'react';

import { navigate } from '../../../shared/routing/router.ts';
import { type BulkTarget, useBulkTotals, useBulkUsers, useRunBulk } from './queries.ts';
import type { Action } from '../../../shared/api/types.ts';
import { ErrorPanel } from '../../../shared/layout/ErrorPanel.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { findBlackout } from '../../../shared/domain/blackout.ts';
import { BlackoutRefusal } from '../../runs/index.ts';
import { ActionsField } from '../../tasks/index.ts';
import { keepEscape } from '../../../shared/forms/keep-escape.ts';
import { readActions, useBulkActions } from './bulk-actions.ts';
import { BulkPreview, isRefused } from './BulkPreview.tsx';

interface Props {
  target: BulkTarget;
  count: number;
  onClose: () => void;
}

interface StepProps extends Props {
  actions: readonly Action[];
  onBack: () => void;
}

function PreviewStep({ target, actions, onBack, onClose }: StepProps) {
  const text = useText();
  const users = useBulkUsers(target, actions);
  const totals = useBulkTotals(target, actions);
  const run = useRunBulk();
  const affected = totals.data?.affected_users ?? null;
  const [isEmergency, setEmergency] = useState(false);
  const isBlackout = findBlackout(run.error) !== null;
  const start = (): void =>
    run.mutate(
      { target, actions, maxUsers: affected ?? 1, isEmergency: isBlackout && isEmergency },
      {
        onSuccess: ({ id }) => {
          onClose();
          navigate(`/runs/${id}`);
        },
      },
    );
  return (
    <>
      <ModalBody>
        <BlackoutRefusal error={run.error} isEmergency={isEmergency} onChange={setEmergency} />
        {run.isError && !isBlackout && <ErrorPanel error={run.error} title={text('users.bulkNotStarted')} />}
        <BulkPreview query={users} totals={totals} />
      </ModalBody>
      <ModalFooter>
        <Button appearance="subtle" onClick={onBack}>
          {text('users.bulkBack')}
        </Button>
        {!isRefused(users.error) && (
          <Button appearance="primary" isDisabled={!affected} isLoading={run.isPending} onClick={start}>
            {affected === null ? text('users.bulkRunUncounted') : text('users.bulkRun', { count: affected })}
          </Button>
        )}
      </ModalFooter>
    </>
  );
}

export default function BulkDialog(props: Props) {
  const text = useText();
  const state = useBulkActions();
  const [actions, setActions] = useState<readonly Action[] | null>(null);
  const goOn = (): void => {
    if (state.check()) setActions(readActions(state.form));
  };
  return (
    <Modal onClose={props.onClose} width="x-large">
      <ModalHeader hasCloseButton closeButtonLabel={text('common.close')}>
        <ModalTitle>{text('users.bulkTitle', { count: props.count })}</ModalTitle>
      </ModalHeader>
      {actions ? (
        <PreviewStep {...props} actions={actions} onBack={() => setActions(null)} />
      ) : (
        <>
          <ModalBody>
            <div className="stack" onKeyDown={keepEscape}>
              <p className="subtle">{text('users.bulkIntro')}</p>
              <ActionsField state={state} />
            </div>
          </ModalBody>
          <ModalFooter>
            <Button appearance="subtle" onClick={props.onClose}>
              {text('common.cancel')}
            </Button>
            <Button appearance="primary" onClick={goOn}>
              {text('users.bulkPreview')}
            </Button>
          </ModalFooter>
        </>
      )}
    </Modal>
  );
}
