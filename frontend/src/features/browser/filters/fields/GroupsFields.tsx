/* The editor of the condition `groups`. */
import { GroupPicker } from '../../../../shared/pickers/GroupPicker.tsx';
import type { ConditionOf } from '../../../../shared/filters/specification.ts';
import { ListFields } from './ListFields.tsx';
import type { FieldsProps } from './props.ts';

const WORDS = { any: 'filters.inAny', all: 'filters.inAll', none: 'filters.inNone' } as const;

export function GroupsFields({ value, onChange, matches }: FieldsProps<ConditionOf['groups']>) {
  return (
    <ListFields
      match={value.match ?? 'any'}
      words={WORDS}
      onMatch={(match) => onChange({ ...value, match })}
      matches={matches}
      picker={(label) => <GroupPicker label={label} value={value.groups} onChange={(groups) => onChange({ ...value, groups })} />}
    />
  );
}
