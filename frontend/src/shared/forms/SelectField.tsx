/* A labelled select of one of a few choices. */
import Select from '@atlaskit/select';

import { useText } from '../messages/LocaleContext.tsx';
import { FieldBox } from './FieldBox.tsx';

interface Choice<Value> {
  value: Value;
  label: string;
}

interface Props<Value> {
  label: string;
  value: Value | null;
  choices: readonly Choice<Value>[];
  onChange: (value: Value) => void;
  error?: string | undefined;
  help?: string;
  placeholder?: string;
  className?: string;
}

export function SelectField<Value extends string | number>(props: Props<Value>) {
  const text = useText();
  const { label, value, choices, onChange, error, help, placeholder, className } = props;
  return (
    <FieldBox label={label} error={error} help={help} {...(className ? { className } : {})}>
      {({ id, describedBy, isInvalid }) => (
        <Select<Choice<Value>>
          inputId={id}
          descriptionId={describedBy}
          options={choices}
          value={choices.find((choice) => choice.value === value) ?? null}
          onChange={(choice) => choice && onChange(choice.value)}
          isInvalid={isInvalid}
          menuPlacement="auto"
          placeholder={placeholder ?? ''}
          noOptionsMessage={({ inputValue }) => text('tasks.nothingFound', { text: inputValue })}
        />
      )}
    </FieldBox>
  );
}
