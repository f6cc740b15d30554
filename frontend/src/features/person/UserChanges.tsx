/* What changed about the user, whoever did it, newest first. */
import { ALWAYS, changesAddress, ChangeTable, useChanges } from '../changes/index.ts';
import type { UserDetail } from '../../shared/api/types.ts';
import { Link } from '../../shared/routing/Link.tsx';
import { PagedList } from '../../shared/layout/PagedList.tsx';
import { Section } from '../../shared/layout/Section.tsx';
import { useText } from '../../shared/messages/LocaleContext.tsx';

const SHOWN = 10;

export function UserChanges({ user }: { user: UserDetail }) {
  const text = useText();
  const query = useChanges({ since: ALWAYS, account_id: user.account_id }, SHOWN);
  return (
    <Section title={text('changes.ofUser')} actions={<Link to={changesAddress({ accountId: user.account_id })}>{text('changes.showAll')}</Link>}>
      <PagedList query={query} empty={<p className="subtle">{text('changes.noneOfUser')}</p>}>
        {(entries) => <ChangeTable entries={entries} isOfOne />}
      </PagedList>
    </Section>
  );
}
