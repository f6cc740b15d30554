/* The filter bar's view of a specification: at most one condition per slot, all combined with AND.
   Including and excluding are two slots of one chip. Pure; knows nothing of the screen. */
import {
  allOf,
  type Condition,
  type ConditionOf,
  type ConditionType,
  listConditions,
  type Specification,
} from './specification.ts';

const LISTS = ['apps', 'groups', 'roles', 'sites'] as const;
type ListType = (typeof LISTS)[number];
export type Slot = ConditionType | `not_${ListType}` | 'added_recently';

const isListType = (type: ConditionType): type is ListType => (LISTS as readonly string[]).includes(type);

export function slotOf(condition: Condition): Slot {
  if (condition.type === 'added') return condition.comparison === 'at_most_days_ago' ? 'added_recently' : 'added';
  if ('match' in condition && condition.match === 'none' && isListType(condition.type)) return `not_${condition.type}`;
  return condition.type;
}

export type Slots = ReadonlyMap<Slot, Condition>;

/** The conditions by slot; null when the bar cannot show them: OR, NOT, or two conditions of one slot. */
export function readSlots(specification: Specification): Slots | null {
  const conditions = listConditions(specification);
  if (!conditions) return null;
  const slots = new Map(conditions.map((condition) => [slotOf(condition), condition]));
  return slots.size === conditions.length ? slots : null;
}

/** Put a condition into its slot, or empty the slot with null. The other conditions keep their order. */
export function putSlot(specification: Specification, slot: Slot, condition: Condition | null): Specification {
  const conditions = listConditions(specification) ?? [];
  const place = conditions.findIndex((one) => slotOf(one) === slot);
  if (place < 0) return condition ? allOf([...conditions, condition]) : specification;
  const next = condition ? conditions.with(place, condition) : conditions.toSpliced(place, 1);
  return allOf(next);
}

export const slotValue = <T extends ConditionType>(slots: Slots, slot: T): ConditionOf[T] | null =>
  (slots.get(slot) as ConditionOf[T] | undefined) ?? null;

/** The chips of the bar, in the order in which they are offered. A chip may hold two slots. */
export interface Chip {
  type: ConditionType;
  slots: readonly Slot[];
  isAlwaysShown: boolean;
}

export const CHIPS: readonly Chip[] = [
  { type: 'inactive', slots: ['inactive'], isAlwaysShown: true },
  { type: 'apps', slots: ['apps', 'not_apps'], isAlwaysShown: true },
  { type: 'groups', slots: ['groups', 'not_groups'], isAlwaysShown: true },
  { type: 'status', slots: ['status'], isAlwaysShown: true },
  { type: 'sites', slots: ['sites', 'not_sites'], isAlwaysShown: true },
  { type: 'email_domain', slots: ['email_domain'], isAlwaysShown: true },
  { type: 'claim', slots: ['claim'], isAlwaysShown: true },
  { type: 'never_active', slots: ['never_active'], isAlwaysShown: false },
  { type: 'roles', slots: ['roles', 'not_roles'], isAlwaysShown: false },
  { type: 'added', slots: ['added', 'added_recently'], isAlwaysShown: false },
  { type: 'text', slots: ['text'], isAlwaysShown: false },
  { type: 'people', slots: ['people'], isAlwaysShown: false },
];
