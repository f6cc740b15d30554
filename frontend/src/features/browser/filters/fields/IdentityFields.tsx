/* Conditions about the account itself: domain, status, managed, added, name, pasted list. */
import Checkbox from '@atlaskit/checkbox';
import Textfield from '@atlaskit/textfield';
import TextArea from '@atlaskit/textarea';
import { useState } from 'react';

import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import { DomainPicker } from '../../../../shared/pickers/DomainPicker.tsx';
import { splitPeople } from '../../../../shared/filters/drafts.ts';
import { UnmatchedPeople } from '../../../../shared/filters/UnmatchedPeople.tsx';
import { CLAIM_NAMES, KIND_NAMES, STATUS_NAMES } from '../../../../shared/filters/names.ts';
import { ACCOUNT_KINDS, type ConditionOf, STATUSES } from '../../../../shared/filters/specification.ts';
import { RadioField } from '../../../../shared/forms/RadioField.tsx';
import { DaysField } from './DaysField.tsx';
import type { FieldsProps } from './props.ts';

export function DomainFields({ value, onChange }: FieldsProps<ConditionOf['email_domain']>) {
  const text = useText();
  const choices = [
    { value: 'is', label: text('filters.domainIs') },
    { value: 'ends_with', label: text('filters.domainEndsWith') },
  ] as const;
  return (
    <div className="field">
      <RadioField
        label={text('filters.matchLabel')}
        choices={choices}
        value={value.match ?? 'is'}
        onChange={(match) => onChange({ ...value, match })}
      />
      <DomainPicker
        label={text('filters.email_domain')}
        value={value.domains}
        onChange={(domains) => onChange({ ...value, domains })}
      />
    </div>
  );
}

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

export function ClaimFields({ value, onChange }: FieldsProps<ConditionOf['claim']>) {
  const text = useText();
  const choices = [
    { value: 'managed', label: text(CLAIM_NAMES.managed) },
    { value: 'unmanaged', label: text(CLAIM_NAMES.unmanaged) },
  ] as const;
  return (
    <RadioField
      label={text('filters.claim')}
      choices={choices}
      value={value.claim}
      onChange={(claim) => onChange({ ...value, claim })}
    />
  );
}

export function AddedFields({ value, onChange }: FieldsProps<ConditionOf['added']>) {
  const text = useText();
  const choices = [
    { value: 'at_least_days_ago', label: text('filters.addedLongAgo') },
    { value: 'at_most_days_ago', label: text('filters.addedRecently') },
  ] as const;
  return (
    <>
      <RadioField
        label={text('filters.added')}
        choices={choices}
        value={value.comparison}
        onChange={(comparison) => onChange({ ...value, comparison })}
      />
      <DaysField
        label={text('filters.days')}
        value={value.days}
        onChange={(days) => days !== null && onChange({ ...value, days })}
      />
    </>
  );
}

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

export function PeopleFields({ value, onChange }: FieldsProps<ConditionOf['people']>) {
  const text = useText();
  const [typed, setTyped] = useState(() => value.values.join('\n'));
  return (
    <div className="field">
      <TextArea
        aria-label={text('filters.peopleHint')}
        placeholder={text('filters.peopleHint')}
        minimumRows={4}
        maxHeight="30vh"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          onChange({ ...value, values: splitPeople(event.currentTarget.value) });
        }}
      />
      <p className="small subtle">{text('filters.peopleCount', { count: value.values.length })}</p>
      <UnmatchedPeople values={value.values} />
    </div>
  );
}
