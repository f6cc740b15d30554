/* Somebody who did something; the name may be unknown. */
import type { Person } from '../api/types.ts';
import { useText } from '../messages/LocaleContext.tsx';

export function PersonName({ person }: { person: Person | null }) {
  const text = useText();
  if (!person) return <span className="subtle">{text('common.unknown')}</span>;
  if (person.name) return <>{person.name}</>;
  return <span className="subtle">{text('common.unknownPerson', { id: person.account_id })}</span>;
}
