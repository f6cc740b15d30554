/* Ready-made beginnings for the common cases. A template fills the dialog; the admin chooses the targets. Where the
   criteria need no id of the organization, it brings a filter that can be saved with one click. */
import type { App } from '../../../shared/api/types.ts';
import type { Condition } from '../../../shared/filters/specification.ts';
import type { ActionType } from '../../../shared/domain/actions.ts';
import { newAction } from '../actions/action-form.ts';
import type { ScheduleForm } from '../schedule/schedule-form.ts';
import type { TaskForm } from '../editor/task-form.ts';

export type TemplateId =
  | 'licence_cleanup' | 'customer_conversion' | 'onboarding' | 'security_compliance' | 'scim_add' | 'scim_remove';

export interface Template {
  id: TemplateId;
  actions: readonly ActionType[];
  schedule: Pick<ScheduleForm, 'mode'> & Partial<ScheduleForm>;
  /** Conditions (all must hold) of the filter that the template proposes, given the ids of Jira on all sites; none when
      only the admin knows what it is about. */
  findConditions: (jira: readonly string[]) => readonly Condition[] | null;
  /** What it takes away is Jira. */
  takesJira?: boolean;
  /** What the admin is asked for instead: groups of the identity provider, and groups that give access. */
  asks?: readonly Question[];
}

export type Question = 'scim' | 'access';
export type Answers = Readonly<Record<Question, readonly string[]>>;
export const NO_ANSWERS: Answers = { scim: [], access: [] };

/** The pair that keeps access groups in step with groups of the identity provider. */
export type AskingTemplate = Template & { id: 'scim_add' | 'scim_remove'; asks: readonly Question[] };

export const isAsking = (template: Template): template is AskingTemplate => template.asks !== undefined;

/** In the group of the identity provider; or in the access group and no longer in that of the identity provider. */
export function answerTemplate({ id }: AskingTemplate, { scim, access }: Answers): Condition[] {
  if (id === 'scim_add') return [{ type: 'groups', groups: [...scim], match: 'any' }];
  return [
    { type: 'groups', groups: [...access], match: 'any' },
    { type: 'groups', groups: [...scim], match: 'none' },
  ];
}

const DAILY = { mode: 'interval', every: '1', unit: 'days', hour: 6 } as const;
const MONTHLY = { mode: 'interval', every: '1', unit: 'months', hour: 6 } as const;
const MONDAYS = { mode: 'weekly', weekdays: ['monday'], hour: 6 } as const;
const ACTIVE = { type: 'status', statuses: ['active'] } as const satisfies Condition;

export const TEMPLATES: readonly Template[] = [
  {
    id: 'licence_cleanup', actions: ['remove_app_access'], schedule: MONTHLY,
    findConditions: () => [ACTIVE, { type: 'inactive', days: 180, apps: [], match: 'any' }],
  },
  {
    id: 'customer_conversion', actions: ['add_to_groups', 'remove_app_access'], schedule: MONDAYS, takesJira: true,
    // On several sites: whoever still uses one of them is left alone.
    findConditions: (jira) =>
      jira.length === 0 ? null : [ACTIVE, { type: 'apps', apps: [...jira], match: 'any' }, { type: 'inactive', days: 30, apps: [...jira], match: 'all' }],
  },
  {
    id: 'onboarding', actions: ['add_to_groups'], schedule: DAILY,
    findConditions: () => [ACTIVE, { type: 'added', comparison: 'at_most_days_ago', days: 14 }],
  },
  {
    id: 'security_compliance', actions: ['suspend_user'], schedule: DAILY,
    findConditions: () => [ACTIVE, { type: 'inactive', days: 180, apps: [], match: 'any' }],
  },
  { id: 'scim_add', actions: ['add_to_groups'], schedule: DAILY, findConditions: () => null, asks: ['scim'] },
  { id: 'scim_remove', actions: ['remove_from_groups'], schedule: DAILY, findConditions: () => null, asks: ['access', 'scim'] },
];

const JIRA_KEY = 'jira-software';

/** The ids of Jira on all sites. */
export const findJira = (apps: readonly App[]): readonly string[] =>
  apps.filter((app) => app.key === JIRA_KEY).map((app) => app.resource_id);

export const findTemplate = (id: TemplateId | null): Template | null =>
  TEMPLATES.find((template) => template.id === id) ?? null;

export function applyTemplate(form: TaskForm, template: Template, name: string): TaskForm {
  return {
    ...form,
    name,
    actions: template.actions.map((type) => newAction(type)),
    schedule: { ...form.schedule, ...template.schedule },
  };
}
