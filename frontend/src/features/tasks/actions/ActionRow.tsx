/* One action of the list: what to do, with which groups or apps, and its place in the order. */
import IconButton from '@atlaskit/button/icon/button';
import Checkbox from '@atlaskit/checkbox';
import ArrowDownIcon from '@atlaskit/icon/core/arrow-down';
import ArrowUpIcon from '@atlaskit/icon/core/arrow-up';
import DeleteIcon from '@atlaskit/icon/core/delete';
import DragIcon from '@atlaskit/icon/core/drag-handle-vertical';
import { type DragEvent, type RefObject, useEffect, useRef } from 'react';

import { ACTION_KINDS, ACTION_TYPES, targetKind } from '../../../shared/domain/actions.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { AppPicker } from '../../../shared/pickers/AppPicker.tsx';
import { GroupPicker } from '../../../shared/pickers/GroupPicker.tsx';
import { type ActionForm, retypeAction } from './action-form.ts';
import { SelectField } from '../../../shared/forms/SelectField.tsx';
import { FieldBox, FieldError } from '../../../shared/forms/FieldBox.tsx';
import { useRoomForMenus } from './use-room-for-menus.ts';

const FOCUS_AFTER_MENU_MS = 50;

interface Props {
  action: ActionForm;
  index: number;
  total: number;
  error: string | undefined;
  groupNames: Readonly<Record<string, string>>;
  isDragged: boolean;
  /** It was just added: what has to be filled in next takes the focus. */
  isAdded?: boolean;
  onChange: (action: ActionForm) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
  onDragStart: () => void;
  onDragOver: () => void;
  onDragEnd: () => void;
}

export function ActionRow(props: Props) {
  const text = useText();
  const { action, index, error, isDragged, onChange, onDragOver } = props;
  const row = useRef<HTMLLIElement>(null);
  const makeRoom = useRoomForMenus(row);
  useFocusWhenAdded(row, props.isAdded ?? false);
  const number = index + 1;
  return (
    <li
      ref={row}
      className={isDragged ? 'action-row is-dragged' : 'action-row'}
      aria-label={text('tasks.action', { number })}
      onDragOver={(event) => {
        event.preventDefault();
        onDragOver();
      }}
      onDrop={(event) => event.preventDefault()}
      {...makeRoom}
    >
      <Handle {...props} onDragImage={(event) => row.current && event.dataTransfer.setDragImage(row.current, 12, 12)} />
      <div className="action-fields">
        <SelectField
          label={text('tasks.actionType', { number })}
          value={action.type}
          choices={ACTION_TYPES.map((type) => ({ value: type, label: text(`tasks.type_${type}`) }))}
          onChange={(type) => onChange(retypeAction(action, type))}
        />
        <Targets {...props} />
        {ACTION_KINDS[action.type].canLeaveSharedGroups && <SharedGroups {...props} />}
        {targetKind(action.type) === 'none' && <FieldError>{error}</FieldError>}
      </div>
      <RowButtons {...props} />
    </li>
  );
}

/** After the menu has given the focus back to its button; whoever types elsewhere by then keeps it. */
function useFocusWhenAdded(row: RefObject<HTMLElement>, isAdded: boolean): void {
  useEffect(() => {
    if (!isAdded) return undefined;
    const timer = setTimeout(() => {
      if (document.activeElement?.matches('input, textarea')) return;
      const fields = row.current?.querySelectorAll<HTMLElement>('[role=combobox]');
      (fields?.[1] ?? fields?.[0])?.focus();
    }, FOCUS_AFTER_MENU_MS);
    return () => clearTimeout(timer);
  }, [row, isAdded]);
}

function Handle(props: Props & { onDragImage: (event: DragEvent) => void }) {
  const text = useText();
  const number = props.index + 1;
  return (
    <span
      className="action-handle"
      draggable
      title={text('tasks.dragHandle', { number })}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', props.action.key);
        props.onDragImage(event);
        props.onDragStart();
      }}
      onDragEnd={props.onDragEnd}
    >
      <DragIcon label="" size="small" />
      <span className="action-number">{number}</span>
    </span>
  );
}

function Targets({ action, index, error, groupNames, onChange }: Props) {
  const text = useText();
  const kind = targetKind(action.type);
  const { help } = ACTION_KINDS[action.type];
  if (kind === 'none') return help ? <p className="subtle action-help">{text(help)}</p> : null;
  const label = text(kind === 'groups' ? 'tasks.groups' : 'tasks.apps', { number: index + 1 });
  const setTargets = (targets: string[]): void => onChange({ ...action, targets });
  return (
    <FieldBox label={label} error={error} help={help ? text(help) : undefined} className="field-wide">
      {({ id, isInvalid }) => {
        const shared = { inputId: id, label, value: action.targets, onChange: setTargets, isInvalid };
        return kind === 'groups' ? (
          <GroupPicker {...shared} isTarget names={groupNames} placeholder={text('tasks.groupsPlaceholder')} />
        ) : (
          <AppPicker {...shared} placeholder={text('tasks.appsPlaceholder')} />
        );
      }}
    </FieldBox>
  );
}

/** The explicit choice that takes more than the app. */
function SharedGroups({ action, onChange }: Props) {
  const text = useText();
  return (
    <div className="field-wide">
      <Checkbox
        label={text('tasks.sharedGroups')}
        isChecked={action.canLeaveSharedGroups}
        onChange={(event) => onChange({ ...action, canLeaveSharedGroups: event.currentTarget.checked })}
      />
      <p className="subtle small">{text(action.canLeaveSharedGroups ? 'tasks.sharedGroupsOn' : 'tasks.sharedGroupsOff')}</p>
    </div>
  );
}

/** Buttons that move and remove. At an end of the list the button used is disabled, so focus goes to its neighbour. */
function RowButtons({ index, total, onMove, onRemove }: Props) {
  const text = useText();
  const number = index + 1;
  const up = useRef<HTMLButtonElement>(null);
  const down = useRef<HTMLButtonElement>(null);
  const lastMove = useRef(0);
  useEffect(() => {
    if (lastMove.current < 0 && index === 0) down.current?.focus();
    if (lastMove.current > 0 && index === total - 1) up.current?.focus();
    lastMove.current = 0;
  }, [index, total]);
  const move = (step: -1 | 1): void => {
    lastMove.current = step;
    onMove(index + step);
  };
  return (
    <div className="action-buttons">
      <IconButton
        ref={up} icon={ArrowUpIcon} appearance="subtle" label={text('tasks.moveUp', { number })}
        isDisabled={index === 0} onClick={() => move(-1)}
      />
      <IconButton
        ref={down} icon={ArrowDownIcon} appearance="subtle" label={text('tasks.moveDown', { number })}
        isDisabled={index === total - 1} onClick={() => move(1)}
      />
      <IconButton
        icon={DeleteIcon} appearance="subtle" label={text('tasks.removeAction', { number })} onClick={onRemove}
      />
    </div>
  );
}
