/* Asks once before a schedule takes something away from people by itself, with how many it would change now. */
import { ConfirmDialog } from '../../../shared/forms/ConfirmDialog.tsx';
import { DataMoment } from '../../../shared/display/DataMoment.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import type { Unconfirmed } from '../editor/unconfirmed.ts';

interface Props {
  name: string;
  question: Unconfirmed;
  /** What the task does, in words and in order. */
  sentences: readonly string[];
  maxUsers: number | null;
  confirmLabel: string;
  isBusy: boolean;
  error?: unknown;
  onConfirm: () => void;
  onCancel: () => void;
}

export function SwitchOnDialog({ name, question: { users, readAt }, sentences, maxUsers, ...rest }: Props) {
  const text = useText();
  return (
    <ConfirmDialog title={text('tasks.switchTitle', { name })} appearance="warning" {...rest}>
      <div className="stack">
        <p>{text('tasks.switchBody')}</p>
        <ol className={sentences.length > 1 ? 'cell-list' : 'plain-list'}>
          {sentences.map((sentence, index) => <li key={`${index}-${sentence}`}>{sentence}</li>)}
        </ol>
        <p>
          <strong>{users === 0 ? text('tasks.runNobody') : text('tasks.switchUsers', { count: users })}</strong>{' '}
          <span className="subtle"><DataMoment readAt={readAt} groupsReadAt={null} /></span>
        </p>
        <p>{maxUsers === null ? text('tasks.reviewNoLimit') : text('tasks.reviewLimit', { count: maxUsers })}</p>
      </div>
    </ConfirmDialog>
  );
}
