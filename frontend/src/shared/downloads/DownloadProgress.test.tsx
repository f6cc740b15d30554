import { screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { type FilePart } from './parts.ts';
import { ApiProblem } from '../api/problem.ts';
import { renderPart } from '../testing/render.tsx';
import { DownloadProgress } from './DownloadProgress.tsx';
import { useFileDownload } from './use-file-download.ts';

const part = (fields: Partial<FilePart>): FilePart => ({ text: 'a', next_cursor: null, done: 1, total: 2, is_mixed: false, ...fields });

function Downloading({ ask }: { ask: (cursor: string | null) => Promise<FilePart> }) {
  const download = useFileDownload('users.exportFailed');
  return (
    <>
      <button onClick={() => download.start({ kind: 'csv', name: 'people', ask })}>Start</button>
      <p>{download.kind ?? 'nothing'}</p>
      <DownloadProgress download={download} />
    </>
  );
}

describe('a download in the page', () => {
  const saved = vi.fn(() => 'blob:file');
  beforeEach(() => {
    saved.mockClear();
    Object.assign(URL, { createObjectURL: saved, revokeObjectURL: () => undefined });
  });

  it('shows how far it is, and ends at once when it is cancelled, without a word of failure', async () => {
    const answer = (cursor: string | null) => (cursor ? new Promise<FilePart>(() => undefined) : Promise.resolve(part({ next_cursor: 'b' })));
    const { user, host } = renderPart(<Downloading ask={answer} />);
    await user.click(screen.getByText('Start'));
    expect(await screen.findByText('1 of 2 rows')).toHaveAttribute('role', 'status');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(await screen.findByText('nothing')).toBeVisible();
    expect(host.flags).toEqual([]);
    expect(saved).not.toHaveBeenCalled();
  });

  it('says that the data changed while the file was made', async () => {
    const { user, host } = renderPart(<Downloading ask={() => Promise.resolve(part({ is_mixed: true }))} />);
    await user.click(screen.getByText('Start'));
    await waitFor(() => expect(saved).toHaveBeenCalledOnce());
    await waitFor(() => expect(host.flags.map(({ kind, title }) => [kind, title])).toEqual([['warning', 'The data changed while the file was made']]));
  });

  it('says why it failed', async () => {
    const { user, host } = renderPart(<Downloading ask={() => Promise.reject(new ApiProblem({ status: 403, code: 'not_admin' }))} />);
    await user.click(screen.getByText('Start'));
    await waitFor(() => expect(host.flags.map(({ kind, title }) => [kind, title])).toEqual([['error', 'The export did not succeed']]));
    expect(saved).not.toHaveBeenCalled();
  });
});
