/* Every type of condition, in the order in which the bar and the advanced editor offer them. */
import type { Condition, ConditionOf, ConditionType } from '../specification.ts';
import { accountKind } from './account-kind.ts';
import { added } from './added.ts';
import { apps } from './apps.ts';
import { claim } from './claim.ts';
import { emailDomain } from './email-domain.ts';
import { groups } from './groups.ts';
import { inactive } from './inactive.ts';
import type { ConditionKind } from './kind.ts';
import { neverActive } from './never-active.ts';
import { people } from './people.ts';
import { roles } from './roles.ts';
import { sites } from './sites.ts';
import { status } from './status.ts';
import { text } from './text.ts';

/** The API's own union says which there have to be: one too few or too many does not compile. */
export const KINDS: { readonly [T in ConditionType]: ConditionKind<ConditionOf[T]> } = {
  inactive,
  apps,
  groups,
  status,
  email_domain: emailDomain,
  claim,
  never_active: neverActive,
  sites,
  roles,
  added,
  text,
  account_kind: accountKind,
  people,
};

/** What the page knows of the condition's type. */
export const kindOf = ({ type }: Pick<Condition, 'type'>): ConditionKind<Condition> => KINDS[type];
