/* Tells whether two filters mean the same, however they are written. Pure. */
import { KINDS } from './conditions/index.ts';
import type { ConditionType, Specification } from './specification.ts';

/** The same text for the same meaning: the order of an object's fields does not matter, and defaults may be left out. */
export function fingerprint(specification: Specification): string {
  return JSON.stringify(specification, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const fields = Object.entries(value).filter(([name, field]) => !isDefault(value, name, field));
    return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function isDefault(owner: object, name: string, field: unknown): boolean {
  if (!('type' in owner) || !Object.hasOwn(KINDS, owner.type as string)) return false;
  const defaults: Readonly<Record<string, unknown>> = KINDS[owner.type as ConditionType].defaults;
  return name in defaults && JSON.stringify(defaults[name]) === JSON.stringify(field);
}
