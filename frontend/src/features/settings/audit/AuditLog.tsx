/* The audit log: who changed what in the app, and from what to what. */
import { useState } from 'react';

import { useAudit } from '../../../shared/queries/settings.ts';
import type { AuditEntry } from '../../../shared/api/types.ts';
import { EmptyView } from '../../../shared/layout/EmptyView.tsx';
import { PagedList } from '../../../shared/layout/PagedList.tsx';
import { PersonName } from '../../../shared/display/PersonName.tsx';
import { Section } from '../../../shared/layout/Section.tsx';
import { SmallTable } from '../../../shared/layout/SmallTable.tsx';
import { TimeText } from '../../../shared/display/TimeText.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { useDebounced } from '../../../shared/pickers/use-debounced.ts';
import { listDifferences, nameEvent } from './audit-entries.ts';
import { EVERYTHING, toQuery } from './audit-form.ts';
import { AuditFilters } from './AuditFilters.tsx';
import { AuditTools } from './AuditTools.tsx';

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
  return (
    <tr>
      <td><TimeText iso={entry.at} as="exact" /></td>
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
  const columns = [text('settings.auditAt'), text('settings.auditBy'), text('settings.auditWhat')];
  const [form, setForm] = useState(EVERYTHING);
  const query = toQuery({ ...form, subject: useDebounced(form.subject) });
  return (
    <Section title={text('settings.audit')} level={2}>
      <p className="subtle">{text('settings.auditBody')}</p>
      <AuditFilters form={form} onChange={setForm} />
      <AuditTools query={query} />
      <PagedList query={useAudit(query)} empty={<EmptyView title={text('settings.auditNone')} />}>
        {(entries) => (
          <SmallTable columns={columns}>
            {entries.map((entry) => <Entry key={entry.id} entry={entry} />)}
          </SmallTable>
        )}
      </PagedList>
    </Section>
  );
}
