/* The editor of the condition `apps`. */
import { AppPicker } from '../../../../shared/pickers/AppPicker.tsx';
import type { ConditionOf } from '../../../../shared/filters/specification.ts';
import { ListFields } from './ListFields.tsx';
import type { FieldsProps } from './props.ts';

const WORDS = { any: 'filters.hasAny', all: 'filters.hasAll', none: 'filters.hasNone' } as const;

export function AppsFields({ value, onChange, matches }: FieldsProps<ConditionOf['apps']>) {
  return (
    <ListFields
      match={value.match ?? 'any'}
      words={WORDS}
      onMatch={(match) => onChange({ ...value, match })}
      matches={matches}
      picker={(label) => <AppPicker label={label} value={value.apps} onChange={(apps) => onChange({ ...value, apps })} />}
    />
  );
}
