/* Chooses several of a list that is already here: apps, sites, roles, statuses, domains. */
import Select from '@atlaskit/select';

import { useText } from '../messages/LocaleContext.tsx';
import { useMenuPosition } from './menu-place.ts';

export interface Choice {
  value: string;
  label: string;
}

interface Props {
  inputId?: string;
  label: string;
  choices: readonly Choice[];
  value: readonly string[];
  onChange: (values: string[]) => void;
  placeholder?: string;
  isLoading?: boolean;
  isInvalid?: boolean;
}

export function ListPicker({ choices, value, onChange, ...props }: Props) {
  const text = useText();
  const menuPosition = useMenuPosition();
  const chosen = value.map((one) => choices.find((choice) => choice.value === one) ?? { value: one, label: one });
  return (
    <Select<Choice, true>
      isMulti
      menuPosition={menuPosition}
      label={props.label}
      options={choices}
      value={chosen}
      onChange={(options) => onChange(options.map((option) => option.value))}
      closeMenuOnSelect={false}
      isLoading={props.isLoading ?? false}
      isInvalid={props.isInvalid ?? false}
      placeholder={props.placeholder ?? text('filters.choose')}
      noOptionsMessage={() => text('common.noOptions')}
      {...(props.inputId ? { inputId: props.inputId } : {})}
    />
  );
}
