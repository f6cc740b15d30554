/* Chooses email domains of the organization's users; others may be typed. */
import { CreatableSelect } from '@atlaskit/select';

import { useDomains } from '../queries/directory.ts';
import { cleanDomain } from '../filters/drafts.ts';
import { useText } from '../messages/LocaleContext.tsx';
import { useMenuPosition } from './menu-place.ts';

interface Option {
  value: string;
  label: string;
  count: number | null;
}

interface Props {
  label: string;
  value: readonly string[];
  onChange: (domains: string[]) => void;
}

export function DomainPicker({ label, value, onChange }: Props) {
  const text = useText();
  const menuPosition = useMenuPosition();
  const domains = useDomains();
  const options = (domains.data ?? []).map(
    ({ domain, user_count }): Option => ({ value: domain, label: domain, count: user_count }),
  );
  return (
    <CreatableSelect<Option, true>
      isMulti
      menuPosition={menuPosition}
      label={label}
      options={options}
      value={value.map((domain) => ({ value: domain, label: domain, count: null }))}
      onChange={(chosen) => onChange([...new Set(chosen.map((option) => cleanDomain(option.value)).filter(Boolean))])}
      formatCreateLabel={cleanDomain}
      // What was typed is what Enter takes: a suggestion that merely contains it is another domain.
      createOptionPosition="first"
      isValidNewOption={(typed) => cleanDomain(typed) !== '' && !value.includes(cleanDomain(typed))}
      formatOptionLabel={(option, { context }) =>
        context === 'value' || option.count == null ? (
          option.label
        ) : (
          <span className="row-apart">
            {option.label}
            <span className="small subtle">{text('filters.groupUsers', { count: option.count })}</span>
          </span>
        )
      }
      closeMenuOnSelect={false}
      isLoading={domains.isPending}
      placeholder={text('filters.domainHint')}
      noOptionsMessage={() => text('common.noOptions')}
    />
  );
}
