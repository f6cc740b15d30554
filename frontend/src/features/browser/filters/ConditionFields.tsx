/* The editor of one condition, whichever it is. */
import {
  AccountKindFields,
  AddedFields,
  ClaimFields,
  DomainFields,
  PeopleFields,
  StatusFields,
  TextFields,
} from './fields/IdentityFields.tsx';
import { InactiveFields, NeverActiveFields } from './fields/ActivityFields.tsx';
import { ListFields } from './fields/ListFields.tsx';
import type { FieldsProps } from './fields/props.ts';
import type { Condition, MatchOrNone } from '../../../shared/filters/specification.ts';

interface Props extends FieldsProps<Condition> {
  /** Which matches a condition with a list offers. */
  matches?: readonly MatchOrNone[];
}

const ALL_MATCHES: readonly MatchOrNone[] = ['any', 'all', 'none'];

export function ConditionFields({ value, onChange, matches = ALL_MATCHES }: Props) {
  switch (value.type) {
    case 'inactive':
      return <InactiveFields value={value} onChange={onChange} />;
    case 'never_active':
      return <NeverActiveFields value={value} onChange={onChange} />;
    case 'apps':
    case 'groups':
    case 'roles':
    case 'sites':
      return <ListFields value={value} onChange={onChange} matches={matches} />;
    case 'email_domain':
      return <DomainFields value={value} onChange={onChange} />;
    case 'status':
      return <StatusFields value={value} onChange={onChange} />;
    case 'account_kind':
      return <AccountKindFields value={value} onChange={onChange} />;
    case 'claim':
      return <ClaimFields value={value} onChange={onChange} />;
    case 'added':
      return <AddedFields value={value} onChange={onChange} />;
    case 'text':
      return <TextFields value={value} onChange={onChange} />;
    case 'people':
      return <PeopleFields value={value} onChange={onChange} />;
  }
}
