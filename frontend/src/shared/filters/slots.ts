/* The filter bar's view of a specification: at most one condition per slot, all combined with AND.
   Including and excluding, long ago and recently, are two slots of one chip. Pure; knows nothing of the screen. */
import { KINDS, kindOf } from './conditions/index.ts';
import type { Slot } from './conditions/kind.ts';
import { allOf, type Condition, type ConditionType, type FilterNode, isCombination, partsOfAnd, type Specification } from './specification.ts';

export type { Slot };

/** The slot of a part of the filter, or null for what the bar cannot show. */
export function slotOf(node: FilterNode): Slot | null {
  if (!isCombination(node)) return kindOf(node).slotOf(node);
  const [inner] = node.of;
  if (node.op !== 'not' || !inner || isCombination(inner)) return null;
  const { sides, slots } = kindOf(inner);
  return sides?.by === 'opposite' ? (slots[1] ?? null) : null;
}

/** The condition in a slot, without the NOT around it. */
export const conditionIn = (node: FilterNode): Condition =>
  isCombination(node) ? conditionIn(node.of[0] as FilterNode) : node;

/** A condition as it stands in the given slot. */
export function placeIn(slot: Slot, condition: Condition): FilterNode {
  const isNegated = kindOf(condition).sides?.by === 'opposite' && slot !== condition.type;
  return isNegated ? { op: 'not', of: [condition] } : condition;
}

export type Slots = ReadonlyMap<Slot, Condition>;

/** The conditions by slot; null when the bar cannot show them: OR, other NOTs, two conditions of one slot. */
export function readSlots(specification: Specification): Slots | null {
  const slots = new Map<Slot, Condition>();
  for (const part of partsOfAnd(specification)) {
    const slot = slotOf(part);
    if (slot === null || slots.has(slot)) return null;
    slots.set(slot, conditionIn(part));
  }
  return slots;
}

/** Put a condition into its slot, or empty the slot with null. Everything else keeps its place. */
export function putSlot(specification: Specification, slot: Slot, condition: Condition | null): Specification {
  const parts = partsOfAnd(specification);
  const place = parts.findIndex((part) => slotOf(part) === slot);
  if (!condition) return place < 0 ? specification : allOf(parts.toSpliced(place, 1));
  const node = placeIn(slot, condition);
  return allOf(place < 0 ? [...parts, node] : parts.with(place, node));
}

/** The chips of the bar, in the order in which they are offered. A chip may hold two slots. */
export interface Chip {
  type: ConditionType;
  slots: readonly Slot[];
  isAlwaysShown: boolean;
}

export const CHIPS: readonly Chip[] = (Object.keys(KINDS) as ConditionType[]).map((type) => {
  const { slots, isAlwaysShown } = kindOf({ type });
  return { type, slots, isAlwaysShown };
});

/** The one site that the filter asks for, which the site selector shows. */
export function readSite(specification: Specification): string | null {
  for (const part of partsOfAnd(specification)) {
    if (slotOf(part) !== 'sites') continue;
    const { sites } = part as { sites: string[] };
    return sites.length === 1 ? (sites[0] ?? null) : null;
  }
  return null;
}

/** What the Last Active column follows: one app, one site, or (both null) whatever somebody used last. */
export interface ActivityScope {
  appId: string | null;
  siteId: string | null;
}

const ABOUT_ACTIVITY: readonly Slot[] = ['inactive', 'not_inactive', 'never_active', 'not_never_active'];
const ANYWHERE: ActivityScope = { appId: null, siteId: null };

/**
 * The activity that the conditions judge by, so that a row never contradicts the filter that found it: that of the one
 * app they name; of several, or of none, that of all apps, since a chosen site does not narrow what “inactive” means.
 * Without such a condition the one app with access is followed, else the chosen site.
 */
export function readActivityScope(specification: Specification): ActivityScope {
  const judged: string[][] = [];
  const held = new Set<string>();
  for (const part of partsOfAnd(specification)) {
    const slot = slotOf(part);
    if (!slot) continue;
    const apps = (conditionIn(part) as { apps?: string[] }).apps ?? [];
    if (ABOUT_ACTIVITY.includes(slot)) judged.push(apps);
    if (slot === 'apps') for (const app of apps) held.add(app);
  }
  const named = judged.length > 0 ? judged.flat() : [...held];
  const [only] = new Set(named);
  if (only !== undefined && new Set(named).size === 1 && judged.every((apps) => apps.length > 0)) return { appId: only, siteId: null };
  if (judged.length > 0 || named.length > 1) return ANYWHERE;
  return { appId: null, siteId: readSite(specification) };
}
