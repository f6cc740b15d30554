/* Exports what the table holds, or only the chosen users of it. */
import { type ExportRequest, useExportParts } from '../../../shared/queries/users.ts';
import { DownloadProgress } from '../../../shared/downloads/DownloadProgress.tsx';
import { useFileDownload } from '../../../shared/downloads/use-file-download.ts';
import { ExportMenu } from '../../../shared/downloads/ExportMenu.tsx';

interface Props {
  what: ExportRequest;
  label?: string;
  isCompact?: boolean;
}

export function ExportButton({ what, ...look }: Props) {
  const askFor = useExportParts();
  const download = useFileDownload('users.exportFailed');
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
