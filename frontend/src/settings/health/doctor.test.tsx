import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import type { Examination, Finding } from '../../api/types.ts';
import { de } from '../../messages/de/index.ts';
import { FakeServer, Refusal } from '../../testing/FakeServer.ts';
import { renderPart } from '../../testing/render.tsx';
import { DoctorSettings } from './DoctorSettings.tsx';

const finding = (fact: string, verdict: Finding['verdict'], fields: Partial<Finding> = {}): Finding => ({
  fact, verdict, sentence: `The sentence of ${fact}.`, agree: 4, seen: 5, actions: [], ...fields,
});
const SOUND: Examination = { findings: [finding('users_have_ids', 'holds', { agree: 5 })], unsafe_actions: [] };
const BAD: Examination = {
  findings: [
    finding('users_have_ids', 'holds', { agree: 5 }),
    finding('cursors_lead_on', 'not_seen', { agree: 0, seen: 0 }),
    finding('brand_new_fact', 'contradicted'),
    finding('groups_are_told', 'contradicted', { actions: ['add_to_groups'] }),
  ],
  unsafe_actions: ['add_to_groups', 'remove_from_groups'],
};
const PATH = 'POST /health/examination';

describe('the doctor', () => {
  it('asks nothing before it is told to, and says in a sentence that all is well', async () => {
    const { user, server } = renderPart(<DoctorSettings />, new FakeServer().on(PATH, SOUND));
    expect(server.asked).toHaveLength(0);
    await user.click(screen.getByRole('button', { name: 'Examine the organization' }));
    expect(await screen.findByText('Everything that could be seen is as it should be')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Examine again' })).toBeVisible();
    expect(screen.queryByText(/^Doubtful:/)).toBeNull();
  });

  it('shows what is bad first, with what does not run meanwhile, and what could not be seen', async () => {
    const { user } = renderPart(<DoctorSettings />, new FakeServer().on(PATH, BAD));
    await user.click(screen.getByRole('button', { name: 'Examine the organization' }));
    expect(await screen.findByText(/change nothing: Add to groups, Remove from groups\./)).toBeVisible();
    const rows = screen.getAllByRole('row').slice(1).map((row) => row.textContent);
    expect(rows).toEqual([
      'The sentence of brand_new_fact.Bad4 of 5',
      'The groups of everybody are told, empty or not.Bad4 of 5',
      'A further page shows people who were not shown before.Doubtful–',
      'Every user has an account id.Good5 of 5',
    ]);
    expect(screen.getByText(/^Doubtful: there was nothing/)).toBeVisible();
    expect(within(screen.getByRole('region', { name: 'What is taken for true' })).getByRole('table')).toBeVisible();
  });

  it('speaks German', async () => {
    const { user } = renderPart(<DoctorSettings />, new FakeServer().on(PATH, BAD), { catalogue: de, locale: 'de-DE' });
    await user.click(screen.getByRole('button', { name: 'Organisation untersuchen' }));
    expect(await screen.findByRole('rowheader', { name: 'Jeder Benutzer hat eine Konto-ID.' })).toBeVisible();
    expect(screen.getAllByText('Schlecht')).toHaveLength(2);
  });

  it('says why it could not look', async () => {
    const refusal = new Refusal(503, { status: 503, code: 'atlassian_unavailable', title: 'x', detail: 'x', type: 'about:blank' });
    const { user } = renderPart(<DoctorSettings />, new FakeServer().on(PATH, refusal));
    await user.click(screen.getByRole('button', { name: 'Examine the organization' }));
    expect(await screen.findByText('The organization could not be examined')).toBeVisible();
  });
});
