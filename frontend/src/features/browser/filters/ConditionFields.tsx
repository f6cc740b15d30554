/* The editor of one condition, whichever it is. */
import type { ComponentType } from 'react';

import type { Condition, ConditionOf, ConditionType } from '../../../shared/filters/specification.ts';
import { AccountKindFields } from './fields/AccountKindFields.tsx';
import { AddedFields } from './fields/AddedFields.tsx';
import { AppsFields } from './fields/AppsFields.tsx';
import { ClaimFields } from './fields/ClaimFields.tsx';
import { EmailDomainFields } from './fields/EmailDomainFields.tsx';
import { GroupsFields } from './fields/GroupsFields.tsx';
import { InactiveFields } from './fields/InactiveFields.tsx';
import { NeverActiveFields } from './fields/NeverActiveFields.tsx';
import { PeopleFields } from './fields/PeopleFields.tsx';
import { RolesFields } from './fields/RolesFields.tsx';
import { SitesFields } from './fields/SitesFields.tsx';
import { StatusFields } from './fields/StatusFields.tsx';
import { TextFields } from './fields/TextFields.tsx';
import type { FieldsProps } from './fields/props.ts';

/** One for every type of the API's own union. */
const EDITORS: { readonly [T in ConditionType]: ComponentType<FieldsProps<ConditionOf[T]>> } = {
  inactive: InactiveFields,
  never_active: NeverActiveFields,
  apps: AppsFields,
  groups: GroupsFields,
  roles: RolesFields,
  sites: SitesFields,
  email_domain: EmailDomainFields,
  status: StatusFields,
  account_kind: AccountKindFields,
  claim: ClaimFields,
  added: AddedFields,
  text: TextFields,
  people: PeopleFields,
};

export function ConditionFields(props: FieldsProps<Condition>) {
  const Editor = EDITORS[props.value.type] as ComponentType<FieldsProps<Condition>>;
  return <Editor {...props} />;
}
