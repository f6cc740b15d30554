import { screen } from '@testing-library/react';
import { useState } from 'react';
import { describe, expect, it } from 'vitest';

import { loadCatalogue } from '../messages/load-catalogue.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { renderPart } from '../testing/render.tsx';
import { DateField } from './DateField.tsx';

function show(language?: Parameters<typeof renderPart>[2]) {
  const seen: string[] = [];
  function Field() {
    const [day, setDay] = useState('');
    return (
      <>
        <label htmlFor="day">Day</label>
        <DateField id="day" value={day} onChange={(next) => { seen.push(next); setDay(next); }} />
      </>
    );
  }
  return { ...renderPart(<Field />, new FakeServer(), language), seen };
}
const find = () => screen.findByRole('combobox', { name: /Day/ });

describe('the field of a day', () => {
  it('takes a day in the order of the language, and shows it as everywhere', async () => {
    const { user, seen } = show();
    await user.type(await find(), '1/31/2027{Enter}');
    expect(seen.at(-1)).toBe('2027-01-31');
    expect(screen.getByText('Jan 31, 2027')).toBeVisible();
  });

  it('does so in German', async () => {
    const { user, seen } = show({ catalogue: await loadCatalogue('de'), locale: 'de-DE' });
    await user.type(await find(), '31.1.2027{Enter}');
    expect(seen.at(-1)).toBe('2027-01-31');
    expect(screen.getByRole('button', { name: /Kalender öffnen/ })).toBeVisible();
  });

  it('hands on no day for what is none', async () => {
    const { user, seen } = show();
    await user.type(await find(), '2/31/2027{Enter}');
    expect(seen.filter(Boolean)).toEqual([]);
  });
});
