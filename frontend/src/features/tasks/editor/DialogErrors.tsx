/* What stands in the way of saving, at the top of the dialog: fields to look at, a refusal, or somebody else's edit. */
import Button from '@atlaskit/button/default/button';
import SectionMessage from '@atlaskit/section-message';
import { useEffect, useRef } from 'react';

import { describeError } from '../../../shared/domain/describe-error.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import type { Saving } from './use-saving.ts';
import type { TaskFormState } from './use-task-form.ts';

interface Props {
  state: TaskFormState;
  saving: Saving;
}

export function DialogErrors({ state: { errors, refusals }, saving }: Props) {
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  const count = [...errors.keys()].filter((field) => field !== '').length;
  const hasTrouble = count > 0 || saving.error !== null || saving.clash !== null;
  useEffect(() => {
    if (refusals === 0) return;
    const wrong = box.current?.parentElement?.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (wrong) wrong.focus();
    else box.current?.scrollIntoView({ block: 'nearest' });
  }, [refusals]);
  return (
    <div ref={box} role="alert" className={hasTrouble ? 'dialog-errors' : ''}>
      {saving.clash && <ClashMessage saving={saving} />}
      {!saving.clash && hasTrouble && (
        <SectionMessage appearance="error" headingLevel="h2" title={text(count > 0 ? 'common.checkFields' : 'tasks.notSaved')}>
          <p>{count > 0 ? text('tasks.errorSummary', { count }) : describeError(saving.error, text)}</p>
        </SectionMessage>
      )}
    </div>
  );
}

function ClashMessage({ saving }: { saving: Saving }) {
  const text = useText();
  const isGone = saving.clash === 'removed';
  return (
    <SectionMessage appearance="warning" headingLevel="h2" title={text('tasks.conflictTitle')}>
      <div className="stack-tight">
        <p>{text(isGone ? 'tasks.conflictGone' : 'tasks.conflictBody')}</p>
        <div>
          <Button spacing="compact" onClick={isGone ? saving.saveAsNew : saving.reload}>
            {text(isGone ? 'tasks.saveAsNew' : 'tasks.conflictReload')}
          </Button>
        </div>
      </div>
    </SectionMessage>
  );
}
