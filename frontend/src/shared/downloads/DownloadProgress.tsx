/* How far a download is, with the way to stop it. Small files are over before it could be read, so it waits a moment. */
import Button from '@atlaskit/button/default/button';
import ProgressBar from '@atlaskit/progress-bar';
import { useEffect, useState } from 'react';

import { useFormat, useText } from '../messages/LocaleContext.tsx';
import type { FileDownload } from './use-file-download.ts';

const SHOWN_AFTER_MS = 700;

export function DownloadProgress({ download }: { download: FileDownload }) {
  return download.kind === null ? null : <Running download={download} />;
}

function Running({ download: { progress, cancel } }: { download: FileDownload }) {
  const text = useText();
  const format = useFormat();
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsShown(true), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  const words = progress
    ? text('common.downloading', { done: format.number(progress.done), total: format.number(progress.total) })
    : text('common.downloadStarts');
  return (
    <div className="download-progress">
      <span role="status">{words}</span>
      <ProgressBar
        value={progress && progress.total > 0 ? progress.done / progress.total : 0}
        isIndeterminate={!progress}
        ariaLabel={words}
      />
      <Button spacing="compact" onClick={cancel}>
        {text('common.cancel')}
      </Button>
    </div>
  );
}
