import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Examination, Finding } from '../../../shared/api/types.ts';
import { de } from '../../../shared/messages/de/index.ts';
import { FakeServer, Refusal } from '../../../shared/testing/fake-server.ts';
import { reading, renderPart } from '../../../shared/testing/render.tsx';
import { DoctorSettings } from './DoctorSettings.tsx';

const finding = (fact: string, verdict: Finding['verdict'], fields: Partial<Finding> = {}): Finding => ({
  fact, verdict, sentence: `The sentence of ${fact}.`, agree: 4, seen: 5, actions: [], ...fields,
});
const KEPT: Examination = { examined_at: null, findings: [], unsafe_actions: [], stopped_tasks: [] };
const SOUND: Examination = { ...KEPT, findings: [finding('users_have_ids', 'holds', { agree: 5 })] };
const BAD: Examination = {
  examined_at: new Date(Date.now() - 3_600_000).toISOString(),
  stopped_tasks: [{ id: 7, name: 'Add the joiners' }],
  findings: [
    finding('users_have_ids', 'holds', { agree: 5 }),
    finding('cursors_lead_on', 'not_seen', { agree: 0, seen: 0 }),
    finding('brand_new_fact', 'contradicted'),
    finding('groups_are_told', 'contradicted', { actions: ['add_to_groups'] }),
  ],
  unsafe_actions: ['add_to_groups', 'remove_from_groups'],
};
const PATH = 'POST /health/examination';
const clinic = (found: unknown, kept = KEPT) => new FakeServer().on('GET /health/examination', kept).on(PATH, found);

describe('the doctor', () => {
  it('asks nothing before it is told to, and says in a sentence that all is well', async () => {
    const { user, server } = renderPart(<DoctorSettings />, clinic(SOUND));
    expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(0);
    await user.click(screen.getByRole('button', { name: 'Examine the organization' }));
    expect(await screen.findByText('Everything that could be seen is as it should be')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Examine again' })).toBeVisible();
    expect(screen.queryByText(/^Doubtful:/)).toBeNull();
  });

  it('shows what is bad first, with what does not run meanwhile, and what could not be seen', async () => {
    const { user } = renderPart(<DoctorSettings />, clinic(BAD));
    await user.click(screen.getByRole('button', { name: 'Examine the organization' }));
    expect(await screen.findByText(/change nothing: Add to groups, Remove from groups\./)).toBeVisible();
    const rows = screen.getAllByRole('row').slice(1).map((row) => row.textContent);
    expect(rows).toEqual([
      'The sentence of brand_new_fact.Bad4 of 5',
      'The groups of people are told.Bad4 of 5',
      'A further page shows people who were not shown before.Doubtful–',
      'Every user has an account id.Good5 of 5',
    ]);
    expect(screen.getByText(/^Doubtful: there was nothing/)).toBeVisible();
    expect(within(screen.getByRole('region', { name: 'What is taken for true' })).getByRole('table')).toBeVisible();
  });

  it('speaks German', async () => {
    const { user } = renderPart(<DoctorSettings />, clinic(BAD), { catalogue: de, locale: 'de-DE' });
    await user.click(screen.getByRole('button', { name: 'Organisation untersuchen' }));
    expect(await screen.findByRole('rowheader', { name: 'Jeder Benutzer hat eine Konto-ID.' })).toBeVisible();
    expect(screen.getAllByText('Schlecht')).toHaveLength(2);
  });

  it('names the tasks that are stopped, and what to do', async () => {
    const { user } = renderPart(<DoctorSettings />, clinic(BAD));
    await user.click(screen.getByRole('button', { name: 'Examine the organization' }));
    expect(await screen.findByRole('link', { name: 'Add the joiners' })).toHaveAttribute('href', expect.stringContaining('/tasks/7'));
    expect(screen.getByText(/^What to do: send the table below/)).toBeVisible();
  });

  it('tells what the last examination found bad to whoever comes, also to who may not look again', async () => {
    const kept = { ...BAD, findings: BAD.findings.filter(({ verdict }) => verdict === 'contradicted') };
    renderPart(<DoctorSettings mayExamine={false} />, clinic(BAD, kept));
    expect(await screen.findByText(reading(/^Found by the last examination, 1 hour ago\.$/))).toBeVisible();
    expect(screen.getByText(/change nothing: Add to groups, Remove from groups\./)).toBeVisible();
    expect(screen.queryByRole('button', { name: /Examine/ })).toBeNull();
  });

  it('says that no task is stopped by what no action relies on', async () => {
    const { user } = renderPart(<DoctorSettings />, clinic({ ...SOUND, findings: [finding('limits_are_told', 'contradicted')] }));
    await user.click(screen.getByRole('button', { name: 'Examine the organization' }));
    expect(await screen.findByText('No action relies on it, so no task is stopped.')).toBeVisible();
  });

  it('says why it could not look', async () => {
    const refusal = new Refusal(503, { status: 503, code: 'atlassian_unavailable', title: 'x', detail: 'x', type: 'about:blank' });
    const { user } = renderPart(<DoctorSettings />, clinic(refusal));
    await user.click(screen.getByRole('button', { name: 'Examine the organization' }));
    expect(await screen.findByText('The organization could not be examined')).toBeVisible();
  });
});
