/* Exports what the table holds, or only the chosen users of it. */
import { type ExportRequest, useExportParts } from '../api/users.ts';
import { describeError } from '../app/describeError.ts';
import { DownloadProgress } from '../components/DownloadProgress.tsx';
import { useFileDownload } from '../components/useFileDownload.ts';
import { useHost } from '../host/HostContext.tsx';
import { useText } from '../messages/LocaleContext.tsx';
import { ExportMenu } from './Toolbar.tsx';

interface Props {
  what: ExportRequest;
  label?: string;
  isCompact?: boolean;
}

export function ExportButton({ what, ...look }: Props) {
  const text = useText();
  const host = useHost();
  const askFor = useExportParts();
  const download = useFileDownload((error) =>
    host.showFlag({ kind: 'error', title: text('users.exportFailed'), body: describeError(error, text) }),
  );
  return (
    <>
      <ExportMenu
        {...look}
        isBusy={download.kind !== null}
        onExport={(kind) => download.start({ kind, name: 'rollcall-users', ask: askFor(what, kind) })}
      />
      <DownloadProgress download={download} />
    </>
  );
}
