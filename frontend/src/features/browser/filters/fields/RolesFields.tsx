/* The editor of the condition `roles`. */
import { nameRole } from '../../../../shared/filters/names.ts';
import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import { ListPicker } from '../../../../shared/pickers/ListPicker.tsx';
import { useRoles } from '../../../../shared/queries/directory.ts';
import type { ConditionOf } from '../../../../shared/filters/specification.ts';
import { ListFields, type PickerProps } from './ListFields.tsx';
import type { FieldsProps } from './props.ts';

const WORDS = { any: 'filters.holdsAny', none: 'filters.holdsNone' } as const;

function RolePicker(props: PickerProps) {
  const text = useText();
  const roles = useRoles();
  const choices = (roles.data ?? []).map((role) => ({ value: role, label: nameRole(role, text) }));
  return <ListPicker {...props} choices={choices} isLoading={roles.isPending} />;
}

export function RolesFields({ value, onChange, matches }: FieldsProps<ConditionOf['roles']>) {
  return (
    <ListFields
      match={value.match ?? 'any'}
      words={WORDS}
      onMatch={(match) => onChange({ ...value, match })}
      matches={matches}
      picker={(label) => <RolePicker label={label} value={value.roles} onChange={(roles) => onChange({ ...value, roles })} />}
    />
  );
}
