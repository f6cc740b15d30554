/* The editor of the condition `account_kind`. */
import Checkbox from '@atlaskit/checkbox';

import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import { ACCOUNT_KINDS } from '../../../../shared/filters/conditions/account-kind.ts';
import { KIND_NAMES } from '../../../../shared/filters/names.ts';
import type { ConditionOf } from '../../../../shared/filters/specification.ts';
import type { FieldsProps } from './props.ts';

export function AccountKindFields({ value, onChange }: FieldsProps<ConditionOf['account_kind']>) {
  const text = useText();
  const flip = (kind: (typeof ACCOUNT_KINDS)[number]): void => {
    const has = value.kinds.includes(kind);
    onChange({ ...value, kinds: ACCOUNT_KINDS.filter((one) => (one === kind ? !has : value.kinds.includes(one))) });
  };
  return (
    <fieldset className="field">
      <legend className="visually-hidden">{text('filters.account_kind')}</legend>
      <div className="choices choices-column">
        {ACCOUNT_KINDS.map((kind) => (
          <Checkbox key={kind} label={text(KIND_NAMES[kind])} isChecked={value.kinds.includes(kind)} onChange={() => flip(kind)} />
        ))}
      </div>
      <p className="small subtle">{text('filters.kindNote')}</p>
    </fieldset>
  );
}
