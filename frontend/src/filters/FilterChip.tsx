/* One chip of the filter bar: a button that opens the editor of its condition(s). */
import Button from '@atlaskit/button/new';
import ChevronDownIcon from '@atlaskit/icon/core/chevron-down';
import Popup from '@atlaskit/popup';
import { useState } from 'react';

import { useText } from '../messages/LocaleContext.tsx';
import { ConditionFields } from './ConditionFields.tsx';
import { draftOf, isComplete } from './drafts.ts';
import { type Chip, putSlot, readSlots, type Slot, type Slots, slotOf } from './slots.ts';
import type { Condition, MatchOrNone, Specification } from './specification.ts';

interface Props {
  chip: Chip;
  label: string;
  specification: Specification;
  onChange: (specification: Specification) => void;
  /** A chip that was just added from “More” opens at once; when it closes empty, it goes. */
  isNew?: boolean;
  onClosed?: () => void;
}

const INCLUDED: readonly MatchOrNone[] = ['any', 'all'];
const EXCLUDED: readonly MatchOrNone[] = ['none'];

function startDraft(chip: Chip, slot: Slot, slots: Slots): Condition {
  const held = slots.get(slot);
  if (held) return held;
  const draft = draftOf(chip.type);
  if (slot === 'added_recently') return { type: 'added', comparison: 'at_most_days_ago', days: 30 };
  return slot.startsWith('not_') ? ({ ...draft, match: 'none' } as Condition) : draft;
}

function matchesOf(chip: Chip, slot: Slot): readonly MatchOrNone[] | undefined {
  if (chip.slots.length < 2 || chip.type === 'added') return undefined;
  return slot.startsWith('not_') ? EXCLUDED : INCLUDED;
}

/** Which slots of a chip the editor shows: both sides of a list, but one comparison of “added” at a time. */
function shownSlots(chip: Chip, slots: Slots): readonly Slot[] {
  if (chip.type !== 'added') return chip.slots;
  const held = chip.slots.filter((slot) => slots.has(slot));
  return held.length > 0 ? held : chip.slots.slice(0, 1);
}

interface EditorProps {
  chip: Chip;
  specification: Specification;
  onChange: (specification: Specification) => void;
}

/** Shows incomplete conditions as they are being typed, but hands on only complete ones. */
function ChipEditor({ chip, specification, onChange }: EditorProps) {
  const text = useText();
  const slots: Slots = readSlots(specification) ?? new Map<Slot, Condition>();
  const [typed, setTyped] = useState<Slots>(new Map());
  const change = (slot: Slot, condition: Condition): void => {
    setTyped(new Map([...typed, [slot, condition]]));
    const target = slotOf(condition);
    const cleared = target === slot ? specification : putSlot(specification, slot, null);
    onChange(putSlot(cleared, target, isComplete(condition) ? condition : null));
  };
  const clear = (): void => {
    setTyped(new Map());
    onChange(chip.slots.reduce((spec, slot) => putSlot(spec, slot, null), specification));
  };
  const isActive = chip.slots.some((slot) => slots.has(slot));
  return (
    <div className="chip-editor">
      {shownSlots(chip, slots).map((slot) => {
        const matches = matchesOf(chip, slot);
        return (
          <ConditionFields
            key={slot}
            value={typed.get(slot) ?? startDraft(chip, slot, slots)}
            onChange={(condition) => change(slot, condition)}
            {...(matches ? { matches } : {})}
          />
        );
      })}
      {isActive ? (
        <Button appearance="subtle" spacing="compact" onClick={clear}>
          {text('filters.remove')}
        </Button>
      ) : (
        <SetDefault chip={chip} onSet={(condition) => change(slotOf(condition), condition)} />
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
  const slots = readSlots(specification);
  const isActive = chip.slots.some((slot) => slots?.has(slot));
  const close = (): void => {
    setOpen(false);
    onClosed?.();
  };
  return (
    <Popup
      isOpen={isOpen}
      onClose={close}
      placement="bottom-start"
      shouldRenderToParent
      role="dialog"
      label={label}
      content={() => <ChipEditor chip={chip} specification={specification} onChange={onChange} />}
      trigger={(trigger) => (
        <Button
          {...trigger}
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
