/* Takes the audit log along as a file, and proves that it is as it was written. */
import Button from '@atlaskit/button/default/button';
import SectionMessage from '@atlaskit/section-message';

import { unwrap, useApi } from '../../../shared/api/client.ts';
import type { FileKind } from '../../../shared/downloads/parts.ts';
import { type AuditQuery, useAuditProof } from '../../../shared/queries/settings.ts';
import type { LogProof } from '../../../shared/api/types.ts';
import { describeError } from '../../../shared/domain/describe-error.ts';
import { DownloadProgress } from '../../../shared/downloads/DownloadProgress.tsx';
import { useFileDownload } from '../../../shared/downloads/use-file-download.ts';
import { useHost } from '../../../shared/host/HostContext.tsx';
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';

const KINDS = [
  { kind: 'csv', label: 'settings.auditCsv' },
  { kind: 'jsonl', label: 'settings.auditLines' },
] as const;

function Proof({ proof }: { proof: LogProof }) {
  const text = useText();
  const format = useFormat();
  const { fault } = proof;
  const numbers = { rows: format.number(proof.rows), seals: format.number(proof.seals), unsealed: format.number(proof.unsealed), keyed: format.number(proof.keyed) };
  return (
    <div role="status">
      <SectionMessage
        headingLevel="h3"
        appearance={fault ? 'error' : 'success'}
        title={fault ? text(`settings.proof_${fault.kind}`, { what: text(`settings.proofOf_${fault.what}`), id: String(fault.id) }) : text('settings.proofWhole')}
      >
        <p>{text('settings.proofNumbers', numbers)}</p>
        {proof.head && (
          <p>
            {text('settings.proofHead')} <code className="code">{proof.head}</code>
          </p>
        )}
      </SectionMessage>
    </div>
  );
}

export function AuditTools({ query }: { query: AuditQuery }) {
  const text = useText();
  const host = useHost();
  const api = useApi();
  const proof = useAuditProof();
  const tellError = (error: unknown): void =>
    host.showFlag({ kind: 'error', title: text('settings.auditFailed'), body: describeError(error, text) });
  const download = useFileDownload('settings.auditFailed');
  const start = (kind: Exclude<FileKind, 'json'>): void =>
    download.start({
      kind,
      name: 'rollcall-audit',
      ask: (cursor, signal) => unwrap(api.GET('/api/v1/audit/export', { params: { query: { ...query, format: kind, cursor } }, signal })),
    });
  return (
    <>
      <div className="row">
        {KINDS.map(({ kind, label }) => (
          <Button key={kind} isLoading={download.kind === kind} isDisabled={download.kind !== null && download.kind !== kind} onClick={() => start(kind)}>
            {text(label)}
          </Button>
        ))}
        <Button isLoading={proof.isPending} onClick={() => proof.mutate(undefined, { onError: tellError })}>
          {text('settings.prove')}
        </Button>
      </div>
      <DownloadProgress download={download} />
      {proof.data && <Proof proof={proof.data} />}
    </>
  );
}
