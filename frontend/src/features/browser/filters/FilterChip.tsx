/* One chip of the filter bar: a button that opens the editor of its condition(s). */
import Button from '@atlaskit/button/default/button';
import ChevronDownIcon from '@atlaskit/icon/core/chevron-down';
import Popup from '@atlaskit/popup';
import { useId, useState } from 'react';

import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { keepEscape } from '../../../shared/forms/keep-escape.ts';
import { ConditionFields } from './ConditionFields.tsx';
import { kindOf } from '../../../shared/filters/conditions/index.ts';
import type { Sides } from '../../../shared/filters/conditions/kind.ts';
import { draftOf, isComplete } from '../../../shared/filters/drafts.ts';
import { RadioField } from '../../../shared/forms/RadioField.tsx';
import { type Chip, putSlot, readSlots, type Slot, type Slots, slotOf } from '../../../shared/filters/slots.ts';
import type { Condition, MatchOrNone, Specification } from '../../../shared/filters/specification.ts';

interface Props {
  chip: Chip;
  label: string;
  specification: Specification;
  onChange: (specification: Specification) => void;
  /** A chip that was just added from “More” opens at once; when it closes empty, it goes. */
  isNew?: boolean;
  onClosed?: () => void;
}

const sidesOf = (chip: Chip): Sides | undefined => kindOf(chip).sides;

const INCLUDED: readonly MatchOrNone[] = ['any', 'all'];
const EXCLUDED: readonly MatchOrNone[] = ['none'];

function startDraft(chip: Chip, slot: Slot): Condition {
  const draft = draftOf(chip.type);
  const isExcluding = slot.startsWith('not_') && sidesOf(chip)?.by === 'list';
  return isExcluding ? ({ ...draft, match: 'none' } as Condition) : draft;
}

function matchesOf(chip: Chip, slot: Slot): readonly MatchOrNone[] | undefined {
  if (chip.slots.length < 2) return undefined;
  return slot.startsWith('not_') ? EXCLUDED : INCLUDED;
}

/** Both sides of a list (in, not in) are edited together; of other pairs only the one that is set. */
function shownSlots(chip: Chip, slots: Slots): readonly Slot[] {
  if (sidesOf(chip)?.by === 'list') return chip.slots;
  const held = chip.slots.filter((slot) => slots.has(slot));
  return held.length > 0 ? held.slice(0, 1) : chip.slots.slice(0, 1);
}

interface EditorProps {
  chip: Chip;
  specification: Specification;
  onChange: (specification: Specification) => void;
  /** The button that was pressed goes, and with it the focus; the chip itself may go as well. */
  onDone: (isChipKept: boolean) => void;
}

interface SidesProps {
  chip: Chip;
  slot: Slot;
  onChoose: (slot: Slot) => void;
}

/** Inactive for at least, or active within; never active, or active at least once. */
function Sides({ chip, slot, onChoose }: SidesProps) {
  const text = useText();
  const sides = sidesOf(chip);
  if (sides?.by !== 'opposite') return null;
  const choices = chip.slots.map((one, at) => ({ value: one, label: text(sides.labels[at] ?? 'common.unknown') }));
  return <RadioField label={text(`filters.${chip.type}`)} choices={choices} value={slot} onChange={onChoose} />;
}

/** Shows incomplete conditions as they are being typed, but hands on only complete ones. */
function useChipEditor({ chip, specification, onChange }: Omit<EditorProps, 'onDone'>) {
  const slots: Slots = readSlots(specification) ?? new Map<Slot, Condition>();
  const [typed, setTyped] = useState<Slots>(new Map());
  const without = (): Specification => chip.slots.reduce((spec, slot) => putSlot(spec, slot, null), specification);
  return {
    slots,
    valueOf: (slot: Slot): Condition => typed.get(slot) ?? slots.get(slot) ?? startDraft(chip, slot),
    change: (slot: Slot, condition: Condition): void => {
      setTyped(new Map([...typed, [slot, condition]]));
      const target = sidesOf(chip)?.by === 'field' ? (slotOf(condition) ?? slot) : slot;
      const base = target === slot ? specification : without();
      onChange(putSlot(base, target, isComplete(condition) ? condition : null));
    },
    turn: (slot: Slot, condition: Condition): void => {
      setTyped(new Map());
      onChange(putSlot(without(), slot, condition));
    },
    clear: (): void => {
      setTyped(new Map());
      onChange(without());
    },
  };
}

function ChipEditor(props: EditorProps) {
  const { chip, onDone } = props;
  const text = useText();
  const { slots, valueOf, change, turn, clear } = useChipEditor(props);
  const shown = shownSlots(chip, slots);
  const [first = chip.type] = shown;
  const isActive = chip.slots.some((slot) => slots.has(slot));
  const take = (condition: Condition): void => {
    change(first, condition);
    onDone(true);
  };
  const remove = (): void => {
    clear();
    onDone(chip.isAlwaysShown);
  };
  return (
    <div className="chip-editor" onKeyDown={keepEscape}>
      <Sides chip={chip} slot={first} onChoose={(slot) => turn(slot, valueOf(first))} />
      {shown.map((slot) => {
        const matches = matchesOf(chip, slot);
        return (
          <ConditionFields
            key={slot}
            value={valueOf(slot)}
            onChange={(condition) => change(slot, condition)}
            {...(matches ? { matches } : {})}
          />
        );
      })}
      {isActive ? (
        <Button appearance="subtle" spacing="compact" onClick={remove}>
          {text('filters.remove')}
        </Button>
      ) : (
        <SetDefault chip={chip} onSet={take} />
      )}
    </div>
  );
}

/** Conditions that are complete from the start (“inactive for 90 days”) need a button to take them as they are. */
function SetDefault({ chip, onSet }: { chip: Chip; onSet: (condition: Condition) => void }) {
  const text = useText();
  const draft = draftOf(chip.type);
  if (!isComplete(draft)) return null;
  return (
    <Button appearance="primary" spacing="compact" onClick={() => onSet(draft)}>
      {text('filters.apply')}
    </Button>
  );
}

export function FilterChip({ chip, label, specification, onChange, isNew = false, onClosed }: Props) {
  const [isOpen, setOpen] = useState(isNew);
  const id = useId();
  const slots = readSlots(specification);
  const isActive = chip.slots.some((slot) => slots?.has(slot));
  const close = (): void => {
    setOpen(false);
    onClosed?.();
  };
  const finish = (isChipKept: boolean): void => {
    const bar = document.getElementById(id)?.closest<HTMLElement>('[role=group]');
    close();
    // The popup gives the focus back to the chip as it closes; a chip that goes leaves it to the bar.
    if (!isChipKept) setTimeout(() => bar?.focus());
  };
  return (
    <Popup
      isOpen={isOpen}
      onClose={close}
      placement="bottom-start"
      shouldRenderToParent
      role="dialog"
      label={label}
      content={() => <ChipEditor chip={chip} specification={specification} onChange={onChange} onDone={finish} />}
      trigger={(trigger) => (
        <Button
          {...trigger}
          id={id}
          iconAfter={ChevronDownIcon}
          isSelected={isActive || isOpen}
          onClick={() => (isOpen ? close() : setOpen(true))}
        >
          {label}
        </Button>
      )}
    />
  );
}
