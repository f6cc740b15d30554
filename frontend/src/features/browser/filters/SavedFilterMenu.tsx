/* Choosing a saved filter, and Save, Save as Copy, Rename, Delete for the chosen one. */
import Button from '@atlaskit/button/default/button';
import IconButton from '@atlaskit/button/icon/button';
import DropdownMenu, { DropdownItem, DropdownItemGroup } from '@atlaskit/dropdown-menu';
import ShowMoreIcon from '@atlaskit/icon/core/show-more-horizontal';
import Lozenge from '@atlaskit/lozenge';
import Select from '@atlaskit/select';
import { lazy, Suspense, useState } from 'react';

import { buildAddress, navigate } from '../../../shared/routing/router.ts';
import { useFilters } from '../../../shared/queries/filters.ts';
import type { SavedFilter } from '../../../shared/api/types.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import type { FilterDialog } from './FilterDialogs.tsx';
import { FilterSentence } from '../../../shared/filters/FilterSentence.tsx';
import { readSpecification } from '../../../shared/filters/read-specification.ts';
import { fingerprint } from '../../../shared/filters/fingerprint.ts';
import { isEverybody, type Specification } from '../../../shared/filters/specification.ts';

const FilterDialogs = lazy(() => import('./FilterDialogs.tsx'));

interface Props {
  filterId: number | null;
  /** What is on the screen, the search text included: that is what Save saves. */
  specification: Specification;
  /** Null: no saved filter is open any more. The specification is that of the filter. */
  onOpen: (filter: SavedFilter | null) => void;
}


interface Option {
  value: number;
  label: string;
  filter: SavedFilter;
}

function OptionText({ filter }: { filter: SavedFilter }) {
  const text = useText();
  const specification = readSpecification(filter.specification);
  return (
    <div className="option">
      <span>{filter.name}</span>
      <span className="small subtle">
        {specification ? <FilterSentence node={specification.root} english={filter.sentence} /> : filter.sentence}
        {filter.task_count > 0 && ` · ${text('filters.usedBy', { count: filter.task_count })}`}
      </span>
    </div>
  );
}

function FilterSelect({ filterId, onOpen }: Pick<Props, 'filterId' | 'onOpen'>) {
  const text = useText();
  const filters = useFilters();
  const options = (filters.data ?? []).map((filter): Option => ({ value: filter.id, label: filter.name, filter }));
  return (
    <div className="filter-select">
      <Select<Option>
        label={text('filters.saved')}
        placeholder={text('filters.savedChoose')}
        noOptionsMessage={() => (options.length === 0 ? text('filters.savedNone') : text('common.noOptions'))}
        options={options}
        value={options.find((option) => option.value === filterId) ?? null}
        onChange={(option) => onOpen(option?.filter ?? null)}
        isClearable
        isLoading={filters.isPending}
        formatOptionLabel={(option, { context }) =>
          context === 'value' ? option.label : <OptionText filter={option.filter} />
        }
      />
    </div>
  );
}

interface MenuProps {
  isEdited: boolean;
  onChoose: (dialog: FilterDialog) => void;
  onDiscard: () => void;
}

function FilterMenu({ isEdited, onChoose, onDiscard }: MenuProps) {
  const text = useText();
  return (
    <DropdownMenu<HTMLButtonElement>
      shouldRenderToParent
      trigger={({ triggerRef, ...trigger }) => (
        <IconButton {...trigger} ref={triggerRef} icon={ShowMoreIcon} label={text('filters.menu')} />
      )}
    >
      <DropdownItemGroup>
        <DropdownItem isDisabled={!isEdited} onClick={() => onChoose('save')}>
          {text('filters.save')}
        </DropdownItem>
        <DropdownItem isDisabled={!isEdited} onClick={onDiscard}>
          {text('filters.discard')}
        </DropdownItem>
        <DropdownItem onClick={() => onChoose('copy')}>{text('filters.saveCopy')}</DropdownItem>
        <DropdownItem onClick={() => onChoose('rename')}>{text('filters.rename')}</DropdownItem>
        <DropdownItem onClick={() => onChoose('delete')}>{text('filters.delete')}</DropdownItem>
      </DropdownItemGroup>
    </DropdownMenu>
  );
}

export function SavedFilterMenu(props: Props) {
  const { filterId, specification, onOpen } = props;
  const text = useText();
  const [dialog, setDialog] = useState<FilterDialog | null>(null);
  const filter = useFilters().data?.find((one) => one.id === filterId) ?? null;
  const saved = filter && readSpecification(filter.specification);
  const isEdited = saved !== null && fingerprint(saved) !== fingerprint(specification);
  return (
    <div className="row">
      <FilterSelect filterId={filterId} onOpen={onOpen} />
      {/* What comes and goes with an edit stands last, so that nothing moves under the pointer. */}
      {filter ? (
        <>
          <Button appearance="subtle" onClick={() => navigate(buildAddress('/tasks/new', { filter: String(filter.id) }))}>
            {text('filters.createTask')}
          </Button>
          <FilterMenu isEdited={isEdited} onChoose={setDialog} onDiscard={() => onOpen(filter)} />
          {isEdited && <Button onClick={() => setDialog('save')}>{text('filters.save')}</Button>}
          {isEdited && <Lozenge appearance="moved">{text('filters.edited')}</Lozenge>}
        </>
      ) : (
        !isEverybody(specification) && (
          <Button onClick={() => setDialog('create')}>{text('filters.saveNew')}</Button>
        )
      )}
      {dialog && (
        <Suspense>
          <FilterDialogs {...props} dialog={dialog} filter={filter} onClose={() => setDialog(null)} />
        </Suspense>
      )}
    </div>
  );
}
