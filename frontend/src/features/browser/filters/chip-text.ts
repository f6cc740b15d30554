/* What a chip of the bar says: `Inactive: 90+ d`, `Groups: 2, not 1`. The sentence below the bar says it in full. */
import { kindOf } from '../../../shared/filters/conditions/index.ts';
import type { Names } from '../../../shared/filters/conditions/kind.ts';
import type { Chip, Slots } from '../../../shared/filters/slots.ts';
import type { Text } from '../../../shared/messages/LocaleContext.tsx';

export type { Names };

export function chipText(chip: Chip, slots: Slots, text: Text, names: Names): string {
  const name = text(`filters.${chip.type}`);
  const parts = chip.slots.map((slot) => {
    const condition = slots.get(slot);
    return condition ? kindOf(condition).chip(condition, slot, text, names) : '';
  });
  const value = parts.filter(Boolean).join(', ');
  return value ? text('filters.chipValue', { name, value }) : name;
}
