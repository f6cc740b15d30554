/* Download Result: the whole run as JSON, and its log as CSV. */
import Button from '@atlaskit/button/new';
import DownloadIcon from '@atlaskit/icon/core/download';
import { useMutation } from '@tanstack/react-query';

import { saveFile } from '../api/save-file.ts';
import { describeError } from '../app/describeError.ts';
import { useHost } from '../host/HostContext.tsx';
import { useText } from '../messages/LocaleContext.tsx';
import { fetchResult, type ResultKind } from './download.ts';

const KINDS = [
  { kind: 'json', label: 'runs.downloadJson' },
  { kind: 'csv', label: 'runs.downloadCsv' },
] as const;

export function Downloads({ runId }: { runId: number }) {
  const text = useText();
  const host = useHost();
  const download = useMutation({
    mutationFn: async (kind: ResultKind) =>
      saveFile(await fetchResult(host, runId, kind), `rollcall-run-${runId}.${kind}`),
    onError: (error) =>
      host.showFlag({ kind: 'error', title: text('runs.downloadFailed'), body: describeError(error, text) }),
  });
  return (
    <>
      {KINDS.map(({ kind, label }) => (
        <Button
          key={kind}
          iconBefore={DownloadIcon}
          isLoading={download.isPending && download.variables === kind}
          onClick={() => download.mutate(kind)}
        >
          {text(label)}
        </Button>
      ))}
    </>
  );
}
