/* The editor of the condition `status`. */
import Checkbox from '@atlaskit/checkbox';

import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import { STATUSES } from '../../../../shared/filters/conditions/status.ts';
import { STATUS_NAMES } from '../../../../shared/filters/names.ts';
import type { ConditionOf } from '../../../../shared/filters/specification.ts';
import type { FieldsProps } from './props.ts';

export function StatusFields({ value, onChange }: FieldsProps<ConditionOf['status']>) {
  const text = useText();
  const flip = (status: (typeof STATUSES)[number]): void => {
    const has = value.statuses.includes(status);
    const statuses = STATUSES.filter((one) => (one === status ? !has : value.statuses.includes(one)));
    onChange({ ...value, statuses });
  };
  return (
    <fieldset className="field">
      <legend className="visually-hidden">{text('filters.status')}</legend>
      <div className="choices choices-column">
        {STATUSES.map((status) => (
          <Checkbox key={status} label={text(STATUS_NAMES[status])} isChecked={value.statuses.includes(status)} onChange={() => flip(status)} />
        ))}
      </div>
    </fieldset>
  );
}
