/* Download Result: the whole run as JSON, and its log as CSV. A plain link would not carry the caller’s token. */
import Button from '@atlaskit/button/default/button';
import DownloadIcon from '@atlaskit/icon/core/download';

import { unwrap, useApi } from '../../../shared/api/client.ts';
import type { FileKind } from '../../../shared/downloads/parts.ts';
import type { Run } from '../../../shared/api/types.ts';
import { DownloadProgress } from '../../../shared/downloads/DownloadProgress.tsx';
import { useFileDownload } from '../../../shared/downloads/use-file-download.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';

const KINDS = [
  { kind: 'json', label: 'runs.downloadJson' },
  { kind: 'csv', label: 'runs.downloadCsv' },
] as const;

/** Says which task it was of: `rollcall-run-12-licence-cleanup`. */
export function nameResult(run: Pick<Run, 'id' | 'name'>): string {
  const words = run.name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-');
  return [`rollcall-run-${run.id}`, words.replace(/^-+/, '').slice(0, 60).replace(/-+$/, '')].filter(Boolean).join('-');
}

export function Downloads({ run }: { run: Pick<Run, 'id' | 'name'> }) {
  const text = useText();
  const api = useApi();
  const download = useFileDownload('runs.downloadFailed');
  const start = (kind: Exclude<FileKind, 'jsonl'>): void =>
    download.start({
      kind,
      name: nameResult(run),
      ask: (cursor, signal) =>
        unwrap(
          api.GET('/api/v1/runs/{run_id}/result/part', {
            params: { path: { run_id: run.id }, query: { format: kind, cursor } },
            signal,
          }),
        ),
    });
  return (
    <>
      {KINDS.map(({ kind, label }) => (
        <Button
          key={kind}
          iconBefore={DownloadIcon}
          isLoading={download.kind === kind}
          isDisabled={download.kind !== null && download.kind !== kind}
          onClick={() => start(kind)}
        >
          {text(label)}
        </Button>
      ))}
      <DownloadProgress download={download} />
    </>
  );
}
