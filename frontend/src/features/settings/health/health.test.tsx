import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Health } from '../../../shared/api/types.ts';
import { FakeServer } from '../../../shared/testing/fake-server.ts';
import { reading, renderPart } from '../../../shared/testing/render.tsx';
import { HealthSettings } from './HealthSettings.tsx';
import { judge } from './parts.ts';

const well: Health = {
  scheduler: { alive: 1, seen_at: new Date().toISOString() },
  workers: { alive: 2, seen_at: new Date().toISOString() },
  queue: { count: 0, age_seconds: 0 },
  mirror: { synced_at: new Date(Date.now() - 3_600_000).toISOString(), age_seconds: 3600, active_sync: null, last_sync: null },
  organization: {
    org_id: 'o', name: 'Acme', key_fingerprint: 'ab', expires_on: '2027-01-01', days_left: 200, key_status: 'verified', dead_reason: null,
  },
  notifications: { waiting: 0, failed_last_day: 0 },
  problems: [],
};

const NEVER = { examined_at: null, findings: [], unsafe_actions: [], stopped_tasks: [] };
const show = (health: Health) => renderPart(<HealthSettings />, new FakeServer().on('GET /health', health).on('GET /health/examination', NEVER));
const row = async (name: string) => within((await screen.findByRole('rowheader', { name })).closest('tr')!);

describe('the health of the app', () => {
  it('is said in one sentence when all is well', async () => {
    show(well);
    expect(await screen.findByText('Everything works')).toBeVisible();
    expect((await row('Workers')).getByText(reading(/^2 at work, seen/))).toBeVisible();
    expect((await row('Data of users')).getByText(reading(/^Synced 1 hour ago$/))).toBeVisible();
  });

  it('says what is dead, for how long work waits, and what to do', async () => {
    show({
      ...well, workers: { alive: 0, seen_at: null }, queue: { count: 3, age_seconds: 300 }, problems: ['workers_dead', 'queue_late'],
    });
    expect(await screen.findByText('2 things need attention')).toBeVisible();
    expect(screen.getByText(/operator of this server has to start one/)).toBeVisible();
    expect((await row('Workers')).getByText('Trouble')).toBeVisible();
    expect((await row('Waiting work')).getByText(/the oldest for 5 min/)).toBeVisible();
    expect((await row('Scheduler')).getByText('OK')).toBeVisible();
  });

  it('takes the worst that is said of a part', () => {
    expect(judge('key', ['key_expires_soon', 'key_dead'])).toBe('trouble');
    expect(judge('key', ['key_expires_soon'])).toBe('attention');
    expect(judge('key', ['data_old'])).toBe('ok');
  });
});
