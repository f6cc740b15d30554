/* Slots of a schedule in their order: what runs, and, struck out with its reason, what a blackout keeps from starting. */
import type { ReactNode } from 'react';

import type { ForeseenSlot } from '../../../shared/api/types.ts';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { useRichText, useText } from '../../../shared/messages/LocaleContext.tsx';
import { nameBlackout } from '../../../shared/domain/blackout.ts';

interface NoteProps {
  slot: ForeseenSlot;
  zone?: string | undefined;
}

/** Why a slot does not start, or until when it waits; nothing for one that simply runs. */
export function SlotNote({ slot, zone }: NoteProps) {
  const text = useText();
  const rich = useRichText();
  if (slot.blackout) {
    const more = slot.count - 1;
    return (
      <span className="slot-blackout small">
        {nameBlackout(slot.blackout, text)}
        {more > 0 && slot.last_at && (
          <> {rich('tasks.slotsMore', { count: more, last: <TimeText iso={slot.last_at} as="slot" zone={zone} /> })}</>
        )}
      </span>
    );
  }
  if (slot.starts_at === null || slot.starts_at === slot.at) return null;
  const time = <TimeText iso={slot.starts_at} as="slot" zone={zone} />;
  return <span className="subtle small">{rich('tasks.slotWaits', { time })}</span>;
}

/** The moment of a slot; struck out where it does not start. */
export function SlotTime({ slot, zone }: NoteProps) {
  const text = useText();
  const time = <TimeText iso={slot.at} as="slot" zone={zone} />;
  if (!slot.blackout) return time;
  return (
    <>
      <span className="visually-hidden">{text('tasks.slotNot')} </span>
      <del>{time}</del>
    </>
  );
}

interface ListProps {
  slots: readonly ForeseenSlot[];
  zone?: string | undefined;
  /** What stands beside a slot that runs. */
  beside?: (at: string) => ReactNode;
}

export function SlotList({ slots, zone, beside }: ListProps) {
  return (
    <ol className="plain-list">
      {slots.map((slot) => (
        <li key={slot.at}>
          <SlotTime slot={slot} zone={zone} /> <SlotNote slot={slot} zone={zone} /> {!slot.blackout && beside?.(slot.at)}
        </li>
      ))}
    </ol>
  );
}
