/* The ordered list of actions: added, removed, and moved with buttons or by dragging. Moves are announced. */
import Button from '@atlaskit/button/default/button';
import DropdownMenu, { DropdownItem, DropdownItemGroup } from '@atlaskit/dropdown-menu';
import AddIcon from '@atlaskit/icon/core/add';
import { type RefObject, useRef, useState } from 'react';

import { ACTION_KINDS, ACTION_TYPES, type ActionType, targetKind } from '../../../shared/domain/actions.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { type ActionForm, MOST_ACTIONS, newAction } from './action-form.ts';
import { ActionRow } from './ActionRow.tsx';
import { FieldError } from '../../../shared/forms/FieldBox.tsx';
import { useGroupNames } from '../../../shared/queries/group-names.ts';
import { moveItem } from './order.ts';
import type { TaskFormState } from '../editor/use-task-form.ts';

const isAboutGroups = ({ type }: ActionForm): boolean => targetKind(type) === 'groups';

/** What the list does, and what is said of it. */
function useActionList({ form: { actions }, change }: TaskFormState, addBox: RefObject<HTMLDivElement>) {
  const text = useText();
  const [announcement, setAnnouncement] = useState('');
  const [added, setAdded] = useState<string | null>(null);
  const set = (next: readonly ActionForm[], touched: readonly string[] = []): void =>
    change({ actions: next }, ['/actions', ...touched]);
  const move = (from: number, to: number): void => {
    const action = actions[from];
    if (!action || to < 0 || to >= actions.length) return;
    set(moveItem(actions, from, to));
    const name = text(`tasks.type_${action.type}`);
    setAnnouncement(text('tasks.moved', { action: name, number: to + 1, total: actions.length }));
  };
  const add = (type: ActionType): void => {
    const action = newAction(type);
    set([...actions, action]);
    setAdded(action.key);
  };
  const replace = (next: ActionForm): void => set(actions.map((one) => (one.key === next.key ? next : one)), [next.key]);
  const remove = (action: ActionForm): void => {
    set(actions.filter((one) => one.key !== action.key), [action.key]);
    addBox.current?.querySelector('button')?.focus();
    setAnnouncement(text('tasks.actionRemoved', { action: text(`tasks.type_${action.type}`) }));
  };
  return { announcement, added, move, add, replace, remove };
}

export function ActionsField({ state }: { state: TaskFormState }) {
  const text = useText();
  const { actions } = state.form;
  const { errors } = state;
  const addBox = useRef<HTMLDivElement>(null);
  const { announcement, added, move, add, replace, remove } = useActionList(state, addBox);
  const [dragged, setDragged] = useState<number | null>(null);
  const groupNames = useGroupNames(actions.filter(isAboutGroups).flatMap((action) => action.targets));
  return (
    <div className="stack-tight">
      <p className="subtle">{text('tasks.actionsHelp')}</p>
      <ol className="plain-list action-list" aria-label={text('tasks.sectionWhat')}>
        {actions.map((action, index) => (
          <ActionRow
            key={action.key}
            action={action}
            index={index}
            total={actions.length}
            error={errors.get(action.key)}
            groupNames={groupNames}
            isDragged={dragged === index}
            isAdded={action.key === added}
            onChange={replace}
            onMove={(to) => move(index, to)}
            onRemove={() => remove(action)}
            onDragStart={() => setDragged(index)}
            onDragOver={() => {
              if (dragged === null || dragged === index) return;
              move(dragged, index);
              setDragged(index);
            }}
            onDragEnd={() => setDragged(null)}
          />
        ))}
      </ol>
      <FieldError>{errors.get('/actions')}</FieldError>
      <AddAction
        box={addBox}
        isDisabled={actions.length >= MOST_ACTIONS}
        onAdd={add}
      />
      <div className="visually-hidden" role="status">{announcement}</div>
    </div>
  );
}

interface AddProps {
  box: RefObject<HTMLDivElement>;
  isDisabled: boolean;
  onAdd: (type: ActionType) => void;
}

function AddAction({ box, isDisabled, onAdd }: AddProps) {
  const text = useText();
  return (
    <div ref={box}>
      <DropdownMenu<HTMLButtonElement>
        trigger={({ triggerRef, ...props }) => (
          <Button {...props} ref={triggerRef} iconBefore={AddIcon} isDisabled={isDisabled}>
            {text('tasks.addAction')}
          </Button>
        )}
      >
        {[false, true].map((isAccount) => (
          <DropdownItemGroup
            key={String(isAccount)}
            title={text(isAccount ? 'tasks.actionsOnAccount' : 'tasks.actionsOnAccess')}
          >
            {ACTION_TYPES.filter((type) => ACTION_KINDS[type].isAboutAccount === isAccount).map((type) => (
              <DropdownItem key={type} onClick={() => onAdd(type)}>
                {text(`tasks.type_${type}`)}
              </DropdownItem>
            ))}
          </DropdownItemGroup>
        ))}
      </DropdownMenu>
    </div>
  );
}
