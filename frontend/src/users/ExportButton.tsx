/* Exports what the table holds, or only the chosen users of it. */
import { describeError } from '../app/describeError.ts';
import { type ExportRequest, useExport } from '../api/users.ts';
import { useHost } from '../host/HostContext.tsx';
import { useText } from '../messages/LocaleContext.tsx';
import { ExportMenu } from './Toolbar.tsx';

interface Props {
  what: Omit<ExportRequest, 'format'>;
  label?: string;
  isCompact?: boolean;
}

export function ExportButton({ what, ...look }: Props) {
  const text = useText();
  const host = useHost();
  const exporting = useExport();
  const start = (format: ExportRequest['format']): void =>
    exporting.mutate(
      { ...what, format },
      {
        onError: (error) =>
          host.showFlag({ kind: 'error', title: text('users.exportFailed'), body: describeError(error, text) }),
      },
    );
  return <ExportMenu {...look} isBusy={exporting.isPending} onExport={start} />;
}
