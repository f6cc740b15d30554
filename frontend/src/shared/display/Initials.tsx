/* A person's initials in a circle; the colour is always the same for the same account. */
import { hueOf, initialsOf } from './initials.ts';

interface Props {
  name: string;
  accountId: string;
}

export function Initials({ name, accountId }: Props) {
  return (
    <span className={`initials initials-${hueOf(accountId)}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}
