import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { FakeServer, Refusal } from '../../shared/testing/fake-server.ts';
import { renderPart } from '../../shared/testing/render.tsx';
import { EarlierInstallation } from './EarlierInstallation.tsx';

const LINK = 'POST /earlier-installations/7/link';
const earlier = [
  { id: 7, uninstalled_at: '2026-11-20T10:00:00Z', task_count: 3 },
  { id: 5, uninstalled_at: '2026-11-01T10:00:00Z', task_count: 9 },
];
const server = (items: unknown[] = earlier): FakeServer => new FakeServer().on('GET /earlier-installations', { items });

describe('an earlier installation', () => {
  it('is not spoken of when there is none', async () => {
    const { server: asked, container } = renderPart(<EarlierInstallation />, server([]));
    await waitFor(() => expect(asked.asked).toHaveLength(1));
    expect(container).toBeEmptyDOMElement();
  });

  it('is taken over only after it was asked for twice, the latest one', async () => {
    const { user, host, server: asked } = renderPart(<EarlierInstallation />, server().on(LINK, undefined));
    expect(await screen.findByText(/3 automated tasks/)).toBeVisible();
    await user.click(screen.getByText('Take over …'));
    expect(asked.bodies(LINK)).toEqual([]);
    await user.click(await screen.findByText('Take over'));
    await waitFor(() => expect(host.flags.map((flag) => flag.title)).toEqual(['The earlier data was taken over']));
    expect(asked.bodies(LINK)).toHaveLength(1);
  });

  it('says why it could not be taken over', async () => {
    const refusal = new Refusal(409, { status: 409, code: 'not_empty', detail: 'This installation has filters of its own.' });
    const { user, server: asked } = renderPart(<EarlierInstallation />, server().on(LINK, refusal));
    await user.click(await screen.findByText('Take over …'));
    await user.click(await screen.findByText('Take over'));
    await waitFor(() => expect(asked.bodies(LINK)).toHaveLength(1));
    expect(await screen.findByText(/filters or tasks of its own/)).toBeInTheDocument();
  });
});
