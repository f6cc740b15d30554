/* The three dots of a row: everything that can be done with a task. */
import IconButton from '@atlaskit/button/icon/button';
import DropdownMenu, { DropdownItem, DropdownItemGroup } from '@atlaskit/dropdown-menu';
import MoreIcon from '@atlaskit/icon/core/show-more-horizontal';

import type { Task } from '../../../shared/api/types.ts';
import { describeError } from '../../../shared/domain/describe-error.ts';
import { buildAddress, navigate } from '../../../shared/routing/router.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import type { NoticeContent } from './Notice.tsx';
import { menuId, type OpenDialog } from './open-dialog.ts';
import { useCloneTask, useSetMode } from '../../../shared/queries/tasks.ts';

interface Props {
  task: Task;
  onOpen: (dialog: OpenDialog) => void;
  onNotice: (notice: NoticeContent) => void;
}

export function TaskMenu({ task, onOpen, onNotice }: Props) {
  const text = useText();
  const clone = useCloneTask();
  const cloneNow = (): void =>
    clone.mutate(task.id, {
      onSuccess: (copy) => onNotice({ kind: 'success', message: text('tasks.cloned', { name: copy.name }) }),
      onError: (error) =>
        onNotice({ kind: 'error', message: `${text('tasks.notCloned')}: ${describeError(error, text)}` }),
    });
  // Here and not in the menu, which is gone before the answer comes.
  const set = useSetMode();
  const setMode = (mode: 'draft' | 'test'): void =>
    set.mutate({ id: task.id, mode }, {
      onSuccess: () => onNotice({ kind: 'success', message: text(`modes.set_${mode}`, { name: task.name }) }),
      onError: (error) => onNotice({ kind: 'error', message: `${text('modes.refused')}: ${describeError(error, text)}` }),
    });
  const needsFilter = task.filter ? {} : { isDisabled: true, description: text('runs.reason_no_filter') };
  return (
    <DropdownMenu<HTMLButtonElement>
      placement="bottom-end"
      menuLabel={text('tasks.menuFor', { name: task.name })}
      trigger={({ triggerRef, ...props }) => (
        <IconButton
          {...props} ref={triggerRef} id={menuId(task.id)} icon={MoreIcon} appearance="subtle"
          label={text('tasks.menuFor', { name: task.name })}
        />
      )}
    >
      <DropdownItemGroup>
        <DropdownItem {...needsFilter} onClick={() => onOpen({ kind: 'run', task })}>{text(task.mode === 'live' ? 'tasks.runNow' : 'modes.runNow')}</DropdownItem>
        <DropdownItem {...needsFilter} onClick={() => onOpen({ kind: 'preview', task })}>{text('tasks.preview')}</DropdownItem>
        <DropdownItem onClick={() => onOpen({ kind: 'edit', task })}>{text('tasks.edit')}</DropdownItem>
        <DropdownItem onClick={cloneNow}>{text('tasks.clone')}</DropdownItem>
      </DropdownItemGroup>
      <ModeItems mode={task.mode} onChoose={(mode) => (mode === 'live' ? onOpen({ kind: 'live', task }) : setMode(mode))} />
      <DropdownItemGroup hasSeparator>
        <DropdownItem onClick={() => navigate(buildAddress('/runs', { task: String(task.id) }))}>
          {text('tasks.showResults')}
        </DropdownItem>
        <DropdownItem onClick={() => navigate('/runs')}>{text('tasks.showLastRuns')}</DropdownItem>
      </DropdownItemGroup>
      <DropdownItemGroup hasSeparator>
        <DropdownItem onClick={() => onOpen({ kind: 'remove', task })}>{text('tasks.remove')}</DropdownItem>
      </DropdownItemGroup>
    </DropdownMenu>
  );
}

const LABELS = { draft: 'modes.toDraft', test: 'modes.toTest', live: 'modes.toLive' } as const;

/** The other modes, the next one first; going live asks before. */
function ModeItems({ mode, onChoose }: { mode: Task['mode']; onChoose: (mode: Task['mode']) => void }) {
  const text = useText();
  const others = (['test', 'live', 'draft'] as const).filter((one) => one !== mode);
  return (
    <DropdownItemGroup hasSeparator>
      {others.map((one) => <DropdownItem key={one} onClick={() => onChoose(one)}>{text(LABELS[one])}</DropdownItem>)}
    </DropdownItemGroup>
  );
}
