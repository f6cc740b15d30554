/* Changes: who joined or left, was suspended or restored, came or went since yesterday or any day, and by whom. */
import Button from '@atlaskit/button/default/button';

import { useChangeParts, useChanges } from './queries.ts';
import { navigate, useRoute } from '../../shared/routing/router.ts';
import { DownloadProgress } from '../../shared/downloads/DownloadProgress.tsx';
import { EmptyView } from '../../shared/layout/EmptyView.tsx';
import { PagedList } from '../../shared/layout/PagedList.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { PersonName } from '../../shared/display/PersonName.tsx';
import { TimeText } from '../../shared/display/TimeText.tsx';
import { useFileDownload } from '../../shared/downloads/use-file-download.ts';
import { useRichText, useText } from '../../shared/messages/LocaleContext.tsx';
import { ExportMenu } from '../../shared/downloads/ExportMenu.tsx';
import { useUser } from '../../shared/queries/users.ts';
import { ALWAYS, changesAddress, type ChangeState, isNarrowed, readState, toQuestion } from './change-state.ts';
import { ChangeFilters } from './ChangeFilters.tsx';
import { ChangeTable } from './ChangeTable.tsx';
import './changes.css';

/** Whom the list is about, when it is about one person. */
function OnlyOf({ accountId, onEnd }: { accountId: string; onEnd: () => void }) {
  const text = useText();
  const rich = useRichText();
  const user = useUser(accountId);
  const person = { account_id: accountId, name: user.data?.name ?? null };
  return (
    <div className="row">
      <span>{rich('changes.onlyOf', { name: <PersonName person={person} /> })}</span>
      <Button spacing="compact" onClick={onEnd}>{text('changes.everybody')}</Button>
    </div>
  );
}

function Nothing({ state, onClear }: { state: ChangeState; onClear: () => void }) {
  const text = useText();
  if (!isNarrowed(state)) return <EmptyView title={text('changes.none')}>{text('changes.noneBody')}</EmptyView>;
  return (
    <EmptyView title={text('changes.noneSuch')} action={<Button onClick={onClear}>{text('changes.sinceYesterday')}</Button>}>
      {text('changes.noneBody')}
    </EmptyView>
  );
}

export default function ChangesPage() {
  const text = useText();
  const rich = useRichText();
  const state = readState(useRoute().params);
  const question = toQuestion(state);
  const query = useChanges(question);
  const askFor = useChangeParts();
  const download = useFileDownload('changes.exportFailed');
  const first = query.data?.pages[0];
  const change = (part: Partial<ChangeState>): void => void navigate(changesAddress({ ...state, ...part }), { replace: true });
  const take = (kind: 'csv' | 'json'): void =>
    download.start({ kind, name: 'rollcall-changes', ask: askFor({ ...question, ...(first ? { since: first.since } : {}) }, kind) });
  return (
    <>
      <PageHeader
        title={text('changes.title')}
        subtitle={text('changes.body')}
        actions={<ExportMenu isBusy={download.kind !== null} onExport={take} />}
      />
      <DownloadProgress download={download} />
      <ChangeFilters state={state} onChange={change} />
      {state.accountId !== null && <OnlyOf accountId={state.accountId} onEnd={() => change({ accountId: null })} />}
      <p className="subtle" role="status">
        {first && question.since === ALWAYS && text('changes.countOfAll', { count: first.total })}
        {first && question.since !== ALWAYS &&
          rich('changes.sinceWhen', { count: text('changes.count', { count: first.total }), since: <TimeText iso={first.since} as="moment" /> })}
      </p>
      <PagedList query={query} empty={<Nothing state={state} onClear={() => navigate('/changes')} />}>
        {(entries) => <ChangeTable entries={entries} />}
      </PagedList>
    </>
  );
}
