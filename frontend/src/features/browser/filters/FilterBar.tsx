/* The filter bar: a chip per condition, all combined with AND. What it cannot show goes to the advanced editor. */
import Button from '@atlaskit/button/default/button';
import DropdownMenu, { DropdownItem, DropdownItemGroup } from '@atlaskit/dropdown-menu';
import AddIcon from '@atlaskit/icon/core/add';
import { useMemo, useState } from 'react';

import { useApps, useSites } from '../../../shared/queries/directory.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { useGroupNames } from '../../../shared/queries/group-names.ts';
import { chipText, type Names } from './chip-text.ts';
import { FilterChip } from './FilterChip.tsx';
import { CHIPS, type Chip, readSlots, type Slots } from '../../../shared/filters/slots.ts';
import { type ConditionOf, isEverybody, type Specification } from '../../../shared/filters/specification.ts';

interface Props {
  specification: Specification;
  onChange: (specification: Specification) => void;
  /** Everybody again: no condition, no search text, and no saved filter that would then read as edited. */
  onClear: () => void;
  onAdvanced: () => void;
}

/** Names for the chips; a group's only where the chip has room for it, which is for one. */
function useNames(slots: Slots | null): Names {
  const apps = useApps().data;
  const sites = useSites().data;
  const lists = [slots?.get('groups'), slots?.get('not_groups')] as (ConditionOf['groups'] | undefined)[];
  const groups = useGroupNames(lists.flatMap((list) => (list?.groups.length === 1 ? list.groups : [])));
  return useMemo(
    () => ({
      groups,
      apps: new Map(apps?.map((app) => [app.resource_id, app.label])),
      sites: new Map(sites?.map((site) => [site.site_id, site.name])),
    }),
    [apps, sites, groups],
  );
}

const isUsed = (chip: Chip, slots: Slots): boolean => chip.slots.some((slot) => slots.has(slot));

interface MoreProps {
  chips: readonly Chip[];
  onChoose: (chip: Chip) => void;
  onAdvanced: () => void;
}

function MoreMenu({ chips, onChoose, onAdvanced }: MoreProps) {
  const text = useText();
  return (
    <DropdownMenu<HTMLButtonElement>
      shouldRenderToParent
      trigger={({ triggerRef, ...trigger }) => (
        <Button {...trigger} ref={triggerRef} appearance="subtle" iconBefore={AddIcon}>
          {text('filters.more')}
        </Button>
      )}
    >
      <DropdownItemGroup>
        {chips.map((chip) => (
          <DropdownItem key={chip.type} onClick={() => onChoose(chip)}>
            {text(`filters.${chip.type}`)}
          </DropdownItem>
        ))}
      </DropdownItemGroup>
      <DropdownItemGroup hasSeparator>
        <DropdownItem onClick={onAdvanced}>{text('filters.advanced')}</DropdownItem>
      </DropdownItemGroup>
    </DropdownMenu>
  );
}

export function FilterBar({ specification, onChange, onClear, onAdvanced }: Props) {
  const text = useText();
  const [opened, setOpened] = useState<Chip | null>(null);
  const slots = readSlots(specification);
  const names = useNames(slots);
  if (!slots) {
    return (
      <div className="filter-bar">
        <span className="subtle">{text('filters.advancedShown')}</span>
        <Button onClick={onAdvanced}>{text('filters.editAdvanced')}</Button>
        <Button appearance="subtle" onClick={onClear}>
          {text('filters.clearAll')}
        </Button>
      </div>
    );
  }
  const shown = CHIPS.filter((chip) => chip.isAlwaysShown || isUsed(chip, slots) || chip === opened);
  return (
    // Takes the focus from a chip that goes.
    <div className="filter-bar" role="group" tabIndex={-1} aria-label={text('filters.bar')}>
      {shown.map((chip) => (
        <FilterChip
          key={chip.type}
          chip={chip}
          label={chipText(chip, slots, text, names)}
          specification={specification}
          onChange={onChange}
          isNew={chip === opened}
          onClosed={() => setOpened(null)}
        />
      ))}
      <MoreMenu chips={CHIPS.filter((chip) => !shown.includes(chip))} onChoose={setOpened} onAdvanced={onAdvanced} />
      {!isEverybody(specification) && (
        <Button appearance="subtle" onClick={onClear}>
          {text('filters.clearAll')}
        </Button>
      )}
    </div>
  );
}
