/* The editor of the condition `text`. */
import Textfield from '@atlaskit/textfield';

import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import type { ConditionOf } from '../../../../shared/filters/specification.ts';
import type { FieldsProps } from './props.ts';

export function TextFields({ value, onChange }: FieldsProps<ConditionOf['text']>) {
  const text = useText();
  return (
    <div className="field">
      <Textfield
        aria-label={text('filters.textHint')}
        placeholder={text('filters.textHint')}
        value={value.contains}
        maxLength={200}
        onChange={(event) => onChange({ ...value, contains: event.currentTarget.value })}
      />
    </div>
  );
}
