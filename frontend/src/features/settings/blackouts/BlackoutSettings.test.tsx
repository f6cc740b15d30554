import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { FakeServer } from '../../../shared/testing/fake-server.ts';
import { renderPart } from '../../../shared/testing/render.tsx';
import { me, settings } from '../../../shared/testing/samples.ts';
import { BlackoutSettings } from './BlackoutSettings.tsx';

const entry = { id: 4, first_on: '2026-12-24', last_on: '2026-12-26', note: 'Christmas freeze' };
const server = (): FakeServer =>
  new FakeServer()
    .on('GET /me', me)
    .on('GET /settings', settings)
    .on('PATCH /settings', ({ body }: { body: object }) => ({ ...settings, ...body }))
    .on('GET /blackout-days', { items: [entry] })
    .on('DELETE /blackout-days/4', {});

describe('blackout days', () => {
  it('are listed with their note and go when that is confirmed', async () => {
    const { user, server: asked } = renderPart(<BlackoutSettings />, server());
    expect(await screen.findByText('Dec 24, 2026 – Dec 26, 2026')).toBeVisible();
    expect(screen.getByText('Christmas freeze')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Remove Dec 24, 2026 – Dec 26, 2026' }));
    expect(asked.bodies('DELETE /blackout-days/4')).toEqual([]);
    await user.click(await screen.findByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(asked.bodies('DELETE /blackout-days/4')).toHaveLength(1));
  });

  it('are not added without a first day', async () => {
    const { user, server: asked } = renderPart(<BlackoutSettings />, server());
    await user.click(await screen.findByRole('button', { name: 'Add days' }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Add days' }));
    expect(await screen.findByText('Choose the first day.')).toBeVisible();
    expect(asked.bodies('POST /blackout-days')).toEqual([]);
  });

  it('recur on weekdays', async () => {
    const { user, server: asked } = renderPart(<BlackoutSettings />, server());
    await user.click(await screen.findByRole('checkbox', { name: 'Sunday' }));
    expect(asked.bodies('PATCH /settings')).toEqual([{ blackout_weekdays: ['sunday'] }]);
  });

  it('leave the hour of the daily sync to a switch', async () => {
    const { user, server: asked } = renderPart(<BlackoutSettings />, server());
    await user.click(await screen.findByRole('checkbox', { name: 'Wait out the hour of the daily sync' }));
    expect(asked.bodies('PATCH /settings')).toEqual([{ is_sync_hour_quiet: true }]);
  });
});
