/* Reads a filter back in the user's language, in the words of the server's own (English) sentences. Pure. */
import type { Text } from '../messages/LocaleContext.tsx';
import { KIND_NAMES, nameRole, STATUS_NAMES } from './names.ts';
import { type Combination, type Condition, type FilterNode, isCombination, type Match } from './specification.ts';

export interface Speech {
  text: Text;
  locale: string;
  app: (id: string) => string;
  site: (id: string) => string;
  group: (id: string) => string;
}

const MOST_NAMES = 5;

function join(names: readonly string[], match: Match | 'none' | undefined, { text, locale }: Speech): string {
  const shown = names.length > MOST_NAMES + 1 ? names.slice(0, MOST_NAMES) : names;
  const rest = names.length - shown.length;
  const all = rest > 0 ? [...shown, text('sentence.more', { count: rest })] : shown;
  return new Intl.ListFormat(locale, { type: match === 'all' ? 'conjunction' : 'disjunction' }).format(all);
}

function describeActivity(condition: Condition & { type: 'inactive' | 'never_active' }, speech: Speech): string {
  const { text } = speech;
  const apps = condition.apps ?? [];
  const names = join(apps.map(speech.app), condition.match, speech);
  if (condition.type === 'inactive') {
    return text(apps.length > 0 ? 'sentence.inactiveIn' : 'sentence.inactive', { count: condition.days, names });
  }
  const phrase = text(apps.length > 0 ? 'sentence.neverIn' : 'sentence.never', { names });
  const days = condition.added_before_days;
  return days == null ? phrase : text('sentence.addedBefore', { phrase, count: days });
}

function describeList(condition: Condition & { type: 'apps' | 'groups' | 'roles' | 'sites' }, speech: Speech): string {
  const named = {
    apps: () => ('apps' in condition ? condition.apps.map(speech.app) : []),
    groups: () => ('groups' in condition ? condition.groups.map(speech.group) : []),
    roles: () => ('roles' in condition ? condition.roles.map((role) => nameRole(role, speech.text)) : []),
    sites: () => ('sites' in condition ? condition.sites.map(speech.site) : []),
  }[condition.type]();
  const names = join(named, condition.match, speech);
  const key = condition.match === 'none' ? (`not_${condition.type}` as const) : condition.type;
  return speech.text(`sentence.${key}`, { count: named.length, names });
}

function describeCondition(condition: Condition, speech: Speech): string {
  const { text } = speech;
  switch (condition.type) {
    case 'inactive':
    case 'never_active':
      return describeActivity(condition, speech);
    case 'apps':
    case 'groups':
    case 'roles':
    case 'sites':
      return describeList(condition, speech);
    case 'email_domain': {
      const key = condition.match === 'ends_with' ? 'sentence.domainEndsWith' : 'sentence.domainIs';
      return text(key, { names: join(condition.domains, 'any', speech) });
    }
    case 'status': {
      const names = condition.statuses.map((status) => text(STATUS_NAMES[status]).toLocaleLowerCase(speech.locale));
      return text('sentence.status', { names: join(names, 'any', speech) });
    }
    case 'account_kind': {
      const names = condition.kinds.map((kind) => text(KIND_NAMES[kind]).toLocaleLowerCase(speech.locale));
      return text('sentence.account_kind', { names: join(names, 'any', speech) });
    }
    case 'claim':
      return text(`sentence.${condition.claim}`);
    case 'added': {
      const key = condition.comparison === 'at_least_days_ago' ? 'sentence.addedLongAgo' : 'sentence.addedRecently';
      return text(key, { count: condition.days });
    }
    case 'text':
      return text('sentence.text', { names: condition.contains });
    case 'people':
      return text('sentence.people', { count: condition.values.length });
  }
}

const isGroup = (node: FilterNode): node is Combination => isCombination(node) && node.op !== 'not' && node.of.length > 1;

function describePart(node: FilterNode, speech: Speech): string {
  const phrase = describePhrase(node, speech);
  return isGroup(node) ? `(${phrase})` : phrase;
}

function describePhrase(node: FilterNode, speech: Speech): string {
  if (!isCombination(node)) return describeCondition(node, speech);
  const { text } = speech;
  const [first] = node.of;
  if (!first) return text('sentence.everybody');
  if (node.op === 'not') return text('sentence.not', { phrase: describePhrase(first, speech) });
  const parts = node.of.map((part) => describePart(part, speech));
  return parts.join(node.op === 'and' ? ', ' : text('sentence.or'));
}

/** One sentence, without a full stop. */
export function describeNode(node: FilterNode, speech: Speech): string {
  const phrase = describePhrase(node, speech);
  return phrase.charAt(0).toLocaleUpperCase(speech.locale) + phrase.slice(1);
}
