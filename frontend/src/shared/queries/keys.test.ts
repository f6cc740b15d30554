import { describe, expect, it } from 'vitest';

import { FROM_MIRROR, FROM_TASKS, keys } from './keys.ts';

type Member = readonly unknown[] | ((...asked: never[]) => readonly unknown[]);
const rooms = Object.entries(keys) as [string, { all: readonly [string] } & Record<string, Member>][];

/** Every key that a room gives, asked for with something. */
const listKeys = (room: Record<string, Member>): (readonly unknown[])[] =>
  Object.values(room).map((one) => (typeof one === 'function' ? one(...([1, 2, 3] as never[])) : one));

describe('the rooms of keys', () => {
  it('are called by names of their own: none refreshes another', () => {
    const names = rooms.map(([, { all }]) => all[0]);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(rooms)('%s: all of it is refreshed together', (_, room) => {
    for (const key of listKeys(room)) expect(key[0]).toBe(room.all[0]);
  });

  it('keep a list and what belongs to one of it apart', () => {
    expect(keys.runs.one(7)).not.toEqual(keys.runs.list(7));
    expect(keys.runs.lines(7, {}).slice(0, 3)).toEqual(keys.runs.log(7));
    expect(keys.runs.changesOf(7, 'ada').slice(0, 3)).toEqual(keys.runs.log(7));
    expect(keys.dashboard.now(null).slice(0, 2)).toEqual(keys.dashboard.allNow);
  });

  it('that are refreshed together are refreshed whole', () => {
    const whole = rooms.map(([, { all }]) => all);
    for (const key of [...FROM_MIRROR, ...FROM_TASKS]) expect(whole).toContain(key);
    // What is told of people is told from the mirror: a preview of a bulk operation as well as one of a task.
    for (const { all } of [keys.users, keys.prospects, keys.changes, keys.previews, keys.bulkPreviews]) expect(FROM_MIRROR).toContain(all);
  });
});
