import Textfield from '@atlaskit/textfield';
import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { ApiProblem } from '../api/problem.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { renderPart } from '../testing/render.tsx';
import { useForm } from './use-form.ts';

const refuse = (pointer: string) =>
  new ApiProblem({ status: 422, code: 'invalid', errors: [{ pointer, detail: 'Refused.', code: 'unheard_of' as never, values: {} }] });

function Part({ sent, error }: { sent: object[]; error: unknown }) {
  const form = useForm({
    initial: { name: '', people: '' },
    pointers: { name: '/name', people: '/people' },
    check: ({ name }) => (name === '' ? { name: 'Missing.' } : {}),
    send: (draft) => sent.push(draft),
    error,
  });
  return (
    <form onSubmit={form.submit}>
      <Textfield aria-label="Name" value={form.draft.name} onChange={(event) => form.change({ name: event.currentTarget.value })} />
      <Textfield aria-label="People" value={form.draft.people} onChange={(event) => form.change({ people: event.currentTarget.value })} />
      <output>{JSON.stringify({ ...form.errors, isDirty: form.isDirty })}</output>
      <button type="submit">Send</button>
    </form>
  );
}

function show(error: unknown = null) {
  const sent: object[] = [];
  renderPart(<Part sent={sent} error={error} />, new FakeServer());
  const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
  const send = () => fireEvent.click(screen.getByText('Send'));
  const told = (): unknown => JSON.parse(screen.getByRole('status').textContent);
  return { sent, type, send, told };
}

describe('a form', () => {
  it('says nothing of what was not filled in yet until it is sent, and then sends nothing', () => {
    const { sent, send, told } = show();
    expect(told()).toEqual({ isDirty: false });
    send();
    expect(told()).toEqual({ name: 'Missing.', isDirty: false });
    expect(sent).toEqual([]);
  });

  it('drops an error with a change of its field, and only then', () => {
    const { type, send, told } = show();
    send();
    type('People', 'ada');
    expect(told()).toEqual({ name: 'Missing.', isDirty: true });
    type('Name', 'x');
    expect(told()).toEqual({ isDirty: true });
  });

  it('sends what stands there once nothing is wrong, and is as before when a change is taken back', () => {
    const { sent, type, send, told } = show();
    type('Name', 'x');
    send();
    expect(sent).toEqual([{ name: 'x', people: '' }]);
    type('Name', '');
    expect(told()).toEqual({ isDirty: false });
  });

  it.each([['/people'], ['/people/3']])('puts what the server refused at %s to its field, until that is changed', (pointer) => {
    const { type, told } = show(refuse(pointer));
    expect(told()).toEqual({ people: 'Refused.', isDirty: false });
    type('People', 'ada');
    expect(told()).toEqual({ isDirty: true });
  });

  it.each([['/peoples'], ['']])('puts what the server refused at %s to no field', (pointer) => {
    expect(show(refuse(pointer)).told()).toEqual({ isDirty: false });
  });
});
