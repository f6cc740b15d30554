import { describe, expect, it, vi } from 'vitest';

import { type FilePart, joinParts, type Progress } from './parts.ts';
import { ApiProblem } from '../api/problem.ts';

const PARTS: Record<string, FilePart> = {
  first: { text: '[\n{"a":1}', next_cursor: 'second', done: 1, total: 3, is_mixed: false },
  second: { text: ',\n{"a":"ä"}', next_cursor: 'third', done: 2, total: 3, is_mixed: false },
  third: { text: ',\n{"a":3}\n]\n', next_cursor: null, done: 3, total: 3, is_mixed: true },
};
const readText = (file: Blob): Promise<string> =>
  new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.readAsText(file);
  });
const still = (): AbortSignal => new AbortController().signal;

describe('a download in parts', () => {
  it('puts them together in order and tells how far it is', async () => {
    const asked: (string | null)[] = [];
    const told: Progress[] = [];
    const ask = (cursor: string | null): Promise<FilePart> => {
      asked.push(cursor);
      return Promise.resolve(PARTS[cursor ?? 'first']!);
    };
    const { content: file, isMixed } = await joinParts(ask, 'json', still(), (progress) => told.push(progress));
    expect(JSON.parse(await readText(file))).toEqual([{ a: 1 }, { a: 'ä' }, { a: 3 }]);
    expect(asked).toEqual([null, 'second', 'third']);
    expect(told.map(({ done }) => done)).toEqual([1, 2, 3]);
    expect(file.type).toBe('application/json');
    expect(isMixed).toBe(true);
  });

  it('stops when it is cancelled, and asks for nothing more', async () => {
    const controller = new AbortController();
    const ask = vi.fn((cursor: string | null) => {
      if (cursor === 'second') controller.abort();
      return Promise.resolve(PARTS[cursor ?? 'first']!);
    });
    await expect(joinParts(ask, 'csv', controller.signal, () => undefined)).rejects.toThrow();
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('stops at once although a call is out that nobody can stop', async () => {
    const controller = new AbortController();
    const never = new Promise<FilePart>(() => undefined);
    const download = joinParts((cursor) => (cursor === null ? Promise.resolve(PARTS.first!) : never), 'csv', controller.signal, () =>
      controller.abort(),
    );
    await expect(download).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('asks again for a part that failed on its way, and not for one that is refused', async () => {
    vi.useFakeTimers();
    let failures = 0;
    const shaky = (cursor: string | null): Promise<FilePart> =>
      cursor === 'second' && (failures += 1) === 1 ? Promise.reject(new Error('no line')) : Promise.resolve(PARTS[cursor ?? 'first']!);
    const whole = joinParts(shaky, 'csv', still(), () => undefined);
    await vi.runAllTimersAsync();
    expect((await whole).content.size).toBeGreaterThan(20);
    vi.useRealTimers();
    const refusing = vi.fn(() => Promise.reject(new ApiProblem({ status: 403, code: 'not_admin' })));
    await expect(joinParts(refusing, 'csv', still(), () => undefined)).rejects.toMatchObject({ code: 'not_admin' });
    expect(refusing).toHaveBeenCalledTimes(1);
  });
});
