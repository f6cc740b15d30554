/* One site of the organization, or all. */
import Select from '@atlaskit/select';

import { useSites } from '../queries/directory.ts';
import { useText } from '../messages/LocaleContext.tsx';

interface SiteProps {
  siteId: string | null;
  onChange: (siteId: string | null) => void;
}

export function SiteSelect({ siteId, onChange }: SiteProps) {
  const text = useText();
  const sites = useSites();
  const options = [
    { value: '', label: text('users.allSites') },
    ...(sites.data ?? []).map((site) => ({ value: site.site_id, label: site.name })),
  ];
  return (
    <div className="site-select">
      <Select
        label={text('users.site')}
        options={options}
        value={options.find((option) => option.value === (siteId ?? '')) ?? options[0] ?? null}
        onChange={(option) => onChange(option?.value ? option.value : null)}
        isSearchable={options.length > 8}
      />
    </div>
  );
}
