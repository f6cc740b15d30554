/* Exports what the table holds, or only the chosen users of it. */
import { type ExportRequest, useExportParts } from '../api/users.ts';
import { DownloadProgress } from '../components/DownloadProgress.tsx';
import { useFileDownload } from '../components/useFileDownload.ts';
import { ExportMenu } from './Toolbar.tsx';

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
