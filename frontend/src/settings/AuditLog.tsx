/* The audit log: who changed what in the app, and from what to what. */
import Button from '@atlaskit/button/new';

import { useAudit } from '../api/settings.ts';
import type { AuditEntry } from '../api/types.ts';
import { EmptyView } from '../components/EmptyView.tsx';
import { ErrorPanel } from '../components/ErrorPanel.tsx';
import { Loading } from '../components/Loading.tsx';
import { PersonName } from '../components/PersonName.tsx';
import { Section } from '../components/Section.tsx';
import { useFormat, useText } from '../messages/LocaleContext.tsx';
import { listDifferences, nameEvent } from './audit-entries.ts';

function Differences({ entry }: { entry: AuditEntry }) {
  const text = useText();
  const differences = listDifferences(entry);
  if (differences.length === 0) return null;
  return (
    <details>
      <summary className="small">{text('settings.auditShow')}</summary>
      <table className="small-table audit-changes">
        <thead>
          <tr>
            <th scope="col">{text('settings.auditWhat')}</th>
            <th scope="col">{text('settings.before')}</th>
            <th scope="col">{text('settings.after')}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ name, before, after }) => (
            <tr key={name}>
              <td>{name}</td>
              <td><code className="code">{before}</code></td>
              <td><code className="code">{after}</code></td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const text = useText();
  const format = useFormat();
  return (
    <tr>
      <td className="nowrap">{format.dateTime(entry.at)}</td>
      <td>{entry.by ? <PersonName person={entry.by} /> : text('settings.auditSystem')}</td>
      <td>
        {nameEvent(entry, text)}
        <Differences entry={entry} />
      </td>
    </tr>
  );
}

export function AuditLog() {
  const text = useText();
  const query = useAudit();
  const entries = query.data?.pages.flatMap((page) => page.items);
  return (
    <Section title={text('settings.audit')} level={2}>
      <p className="subtle">{text('settings.auditBody')}</p>
      {query.isPending && <Loading />}
      {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      {entries?.length === 0 && <EmptyView title={text('settings.auditNone')} />}
      {entries && entries.length > 0 && (
        <div className="table-scroll">
          <table className="small-table">
            <thead>
              <tr>
                <th scope="col">{text('settings.auditAt')}</th>
                <th scope="col">{text('settings.auditBy')}</th>
                <th scope="col">{text('settings.auditWhat')}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {query.hasNextPage && (
        <div>
          <Button isLoading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {text('settings.auditMore')}
          </Button>
        </div>
      )}
    </Section>
  );
}
