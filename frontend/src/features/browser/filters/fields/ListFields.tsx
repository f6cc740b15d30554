/* Conditions that name several things: apps, groups, roles, sites. */
import { useRoles, useSites } from '../../../../shared/queries/directory.ts';
import type { MessageKey } from '../../../../shared/messages/catalogue.ts';
import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import { AppPicker } from '../../../../shared/pickers/AppPicker.tsx';
import { GroupPicker } from '../../../../shared/pickers/GroupPicker.tsx';
import { ListPicker } from '../../../../shared/pickers/ListPicker.tsx';
import { nameRole } from '../../../../shared/filters/names.ts';
import type { ConditionOf, MatchOrNone } from '../../../../shared/filters/specification.ts';
import { RadioField } from '../../../../shared/forms/RadioField.tsx';
import type { FieldsProps } from './props.ts';

export type ListCondition = ConditionOf['apps' | 'groups' | 'roles' | 'sites'];
type Words = Readonly<Record<MatchOrNone, MessageKey>>;

const WORDS: Readonly<Record<ListCondition['type'], Words>> = {
  apps: { any: 'filters.hasAny', all: 'filters.hasAll', none: 'filters.hasNone' },
  groups: { any: 'filters.inAny', all: 'filters.inAll', none: 'filters.inNone' },
  roles: { any: 'filters.holdsAny', all: 'filters.holdsAny', none: 'filters.holdsNone' },
  sites: { any: 'filters.onAny', all: 'filters.onAll', none: 'filters.onNone' },
};

function ids(condition: ListCondition): string[] {
  switch (condition.type) {
    case 'apps':
      return condition.apps;
    case 'groups':
      return condition.groups;
    case 'roles':
      return condition.roles;
    case 'sites':
      return condition.sites;
  }
}

export const listIds = ids;

export function withIds(condition: ListCondition, values: string[]): ListCondition {
  return { ...condition, [condition.type]: values };
}

interface PickerProps {
  type: ListCondition['type'];
  label: string;
  value: string[];
  onChange: (values: string[]) => void;
}

function SitePicker(props: Omit<PickerProps, 'type'>) {
  const sites = useSites();
  const choices = (sites.data ?? []).map((site) => ({ value: site.site_id, label: site.name }));
  return <ListPicker {...props} choices={choices} isLoading={sites.isPending} />;
}

function RolePicker(props: Omit<PickerProps, 'type'>) {
  const text = useText();
  const roles = useRoles();
  const choices = (roles.data ?? []).map((role) => ({ value: role, label: nameRole(role, text) }));
  return <ListPicker {...props} choices={choices} isLoading={roles.isPending} />;
}

export function ThingPicker({ type, ...props }: PickerProps) {
  switch (type) {
    case 'apps':
      return <AppPicker {...props} />;
    case 'groups':
      return <GroupPicker {...props} />;
    case 'roles':
      return <RolePicker {...props} />;
    case 'sites':
      return <SitePicker {...props} />;
  }
}

interface ListFieldsProps extends FieldsProps<ListCondition> {
  /** Which matches are offered; a single one is shown as a plain label. */
  matches: readonly MatchOrNone[];
}

export function ListFields({ value, onChange, matches }: ListFieldsProps) {
  const text = useText();
  const match = value.match ?? 'any';
  const words = WORDS[value.type];
  const offered = value.type === 'roles' ? matches.filter((one) => one !== 'all') : matches;
  const label = text(words[match]);
  return (
    <div className="field">
      {offered.length > 1 ? (
        <RadioField
          label={text('filters.matchLabel')}
          choices={offered.map((one) => ({ value: one, label: text(words[one]) }))}
          value={match}
          onChange={(next) => onChange({ ...value, match: next } as ListCondition)}
        />
      ) : (
        <span className="field-label">{label}</span>
      )}
      <ThingPicker
        type={value.type}
        label={label}
        value={ids(value)}
        onChange={(values) => onChange(withIds(value, values))}
      />
    </div>
  );
}
