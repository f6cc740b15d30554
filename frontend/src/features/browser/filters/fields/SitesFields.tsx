/* The editor of the condition `sites`. */
import { ListPicker } from '../../../../shared/pickers/ListPicker.tsx';
import { useSites } from '../../../../shared/queries/directory.ts';
import type { ConditionOf } from '../../../../shared/filters/specification.ts';
import { ListFields, type PickerProps } from './ListFields.tsx';
import type { FieldsProps } from './props.ts';

const WORDS = { any: 'filters.onAny', all: 'filters.onAll', none: 'filters.onNone' } as const;

function SitePicker(props: PickerProps) {
  const sites = useSites();
  const choices = (sites.data ?? []).map((site) => ({ value: site.site_id, label: site.name }));
  return <ListPicker {...props} choices={choices} isLoading={sites.isPending} />;
}

export function SitesFields({ value, onChange, matches }: FieldsProps<ConditionOf['sites']>) {
  return (
    <ListFields
      match={value.match ?? 'any'}
      words={WORDS}
      onMatch={(match) => onChange({ ...value, match })}
      matches={matches}
      picker={(label) => <SitePicker label={label} value={value.sites} onChange={(sites) => onChange({ ...value, sites })} />}
    />
  );
}
