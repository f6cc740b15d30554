/* Chooses groups by searching on the server. As a target of an action, externally managed groups are greyed. */
import Select from '@atlaskit/select';
import { useState } from 'react';

import { useGroups } from '../queries/directory.ts';
import type { Group } from '../api/types.ts';
import { useText } from '../messages/LocaleContext.tsx';
import { useGroupNames } from '../queries/group-names.ts';
import { useMenuPosition } from './menu-place.ts';
import { useDebounced } from './use-debounced.ts';

interface Option {
  value: string;
  label: string;
  group: Group | null;
  isDisabled: boolean;
}

interface Props {
  inputId?: string;
  label: string;
  value: readonly string[];
  onChange: (groups: string[]) => void;
  /** Names of already chosen groups that the search may not have found. */
  names?: Readonly<Record<string, string>>;
  isTarget?: boolean;
  isInvalid?: boolean;
  placeholder?: string;
}

function OptionText({ option, isTarget }: { option: Option; isTarget: boolean }) {
  const text = useText();
  const { group } = option;
  if (!group) return <>{option.label}</>;
  const facts = [
    group.user_count === null ? null : text('filters.groupUsers', { count: group.user_count }),
    group.grants.length > 0 ? text('filters.groupGrants', { apps: group.grants.join(', ') }) : null,
  ].filter((fact) => fact !== null);
  return (
    <div className="option">
      <span>{group.label}</span>
      <span className="small subtle">
        {isTarget && group.is_externally_managed ? text('filters.externallyManaged') : facts.join(' · ')}
      </span>
    </div>
  );
}

/** Names that were seen once stay known, so that a chosen group keeps its name while others are searched. */
function useKnownNames(found: readonly Group[], names: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const [known] = useState(() => new Map<string, string>());
  for (const [id, name] of Object.entries(names)) known.set(id, name);
  for (const group of found) known.set(group.group_id, group.label);
  return known;
}

const NO_NAMES = {};
const NO_GROUPS: readonly Group[] = [];

export function GroupPicker({ value, onChange, names = NO_NAMES, isTarget = false, ...props }: Props) {
  const text = useText();
  const menuPosition = useMenuPosition();
  const [search, setSearch] = useState('');
  const query = useGroups(useDebounced(search));
  const found = query.data?.items ?? NO_GROUPS;
  const known = useKnownNames(found, names);
  const asked = useGroupNames(value.filter((id) => !known.has(id)));
  const toOption = (group: Group): Option => ({
    value: group.group_id,
    label: group.label,
    group,
    isDisabled: isTarget && group.is_externally_managed,
  });
  const chosen = value.map((id): Option => ({ value: id, label: known.get(id) ?? asked[id] ?? id, group: null, isDisabled: false }));
  return (
    <Select<Option, true>
      isMulti
      menuPosition={menuPosition}
      label={props.label}
      options={found.map(toOption)}
      value={chosen}
      onChange={(options) => onChange(options.map((option) => option.value))}
      inputValue={search}
      onInputChange={(typed) => setSearch(typed)}
      filterOption={null}
      isLoading={query.isFetching}
      // A menu that stays open covers what comes next, and says “nothing found” of a search that is over.
      closeMenuOnSelect
      placeholder={props.placeholder ?? text('filters.chooseGroups')}
      noOptionsMessage={() => text('common.noOptions')}
      formatOptionLabel={(option, { context }) =>
        context === 'value' ? option.label : <OptionText option={option} isTarget={isTarget} />
      }
      {...(props.inputId ? { inputId: props.inputId } : {})}
      isInvalid={props.isInvalid ?? false}
    />
  );
}
