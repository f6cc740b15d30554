/* One group of the advanced editor, and the groups within it. */
import Button from '@atlaskit/button/default/button';
import IconButton from '@atlaskit/button/icon/button';
import Checkbox from '@atlaskit/checkbox';
import DropdownMenu, { DropdownItem, DropdownItemGroup } from '@atlaskit/dropdown-menu';
import AddIcon from '@atlaskit/icon/core/add';
import DeleteIcon from '@atlaskit/icon/core/delete';

import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { ConditionFields } from './ConditionFields.tsx';
import { draftOf } from '../../../shared/filters/drafts.ts';
import { RadioField } from '../../../shared/forms/RadioField.tsx';
import { CHIPS } from '../../../shared/filters/slots.ts';
import { type Combination, type Condition, type FilterNode, isCombination } from '../../../shared/filters/specification.ts';
import { append, readGroup, writeGroup } from './tree.ts';

interface Props {
  node: Combination;
  onChange: (node: Combination) => void;
  /** Null for the root, which stays. */
  onRemove: (() => void) | null;
}

interface ConditionProps {
  condition: Condition;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

function ConditionEditor({ condition, onChange, onRemove }: ConditionProps) {
  const text = useText();
  return (
    <div className="advanced-condition">
      <div className="row-apart">
        <strong>{text(`filters.${condition.type}`)}</strong>
        <IconButton
          icon={DeleteIcon}
          label={text('filters.remove')}
          appearance="subtle"
          spacing="compact"
          onClick={onRemove}
        />
      </div>
      <ConditionFields value={condition} onChange={onChange} />
    </div>
  );
}

function AddMenu({ onAdd }: { onAdd: (node: FilterNode) => void }) {
  const text = useText();
  return (
    <div className="row">
      <DropdownMenu<HTMLButtonElement>
        shouldRenderToParent
        trigger={({ triggerRef, ...trigger }) => (
          <Button {...trigger} ref={triggerRef} iconBefore={AddIcon} spacing="compact">
            {text('filters.addCondition')}
          </Button>
        )}
      >
        <DropdownItemGroup>
          {CHIPS.map(({ type }) => (
            <DropdownItem key={type} onClick={() => onAdd(draftOf(type))}>
              {text(`filters.${type}`)}
            </DropdownItem>
          ))}
        </DropdownItemGroup>
      </DropdownMenu>
      <Button spacing="compact" appearance="subtle" onClick={() => onAdd({ op: 'or', of: [] })}>
        {text('filters.addGroup')}
      </Button>
    </div>
  );
}

function GroupHead({ node, onChange, onRemove }: Props) {
  const text = useText();
  const group = readGroup(node);
  const choices = [
    { value: 'and', label: text('filters.and') },
    { value: 'or', label: text('filters.or') },
  ] as const;
  return (
    <div className="row-apart">
      <div className="row">
        <RadioField
          label={text('filters.matchLabel')}
          choices={choices}
          value={group.op}
          onChange={(op) => onChange(writeGroup({ ...group, op }))}
        />
        <Checkbox
          label={text('filters.not')}
          isChecked={group.isNegated}
          onChange={() => onChange(writeGroup({ ...group, isNegated: !group.isNegated }))}
        />
      </div>
      {onRemove && (
        <IconButton
          icon={DeleteIcon}
          label={text('filters.removeGroup')}
          appearance="subtle"
          spacing="compact"
          onClick={onRemove}
        />
      )}
    </div>
  );
}

export function GroupEditor({ node, onChange, onRemove }: Props) {
  const text = useText();
  const group = readGroup(node);
  const put = (position: number, child: FilterNode | null): void =>
    onChange(
      writeGroup({ ...group, of: child ? group.of.with(position, child) : group.of.toSpliced(position, 1) }),
    );
  return (
    <div className="advanced-group" role="group" aria-label={text(`filters.${group.op}`)}>
      <GroupHead node={node} onChange={onChange} onRemove={onRemove} />
      {group.of.length === 0 && <p className="small subtle">{text('filters.emptyGroup')}</p>}
      {group.of.map((child, position) =>
        isCombination(child) ? (
          <GroupEditor
            key={position}
            node={child}
            onChange={(next) => put(position, next)}
            onRemove={() => put(position, null)}
          />
        ) : (
          <ConditionEditor
            key={position}
            condition={child}
            onChange={(next) => put(position, next)}
            onRemove={() => put(position, null)}
          />
        ),
      )}
      <AddMenu onAdd={(child) => onChange(writeGroup({ ...group, of: append({ op: group.op, of: group.of }, child).of }))} />
    </div>
  );
}
