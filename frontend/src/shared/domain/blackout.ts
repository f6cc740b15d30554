/* Blackout days in words, and whether one is why a start was refused. */
import { ApiProblem } from '../api/problem.ts';
import type { Blackout } from '../api/types.ts';
import type { Format } from '../format/format.ts';
import type { Text } from '../messages/LocaleContext.tsx';

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The blackout for which a start was refused; null for every other error. */
export function findBlackout(error: unknown): Blackout | null {
  if (!(error instanceof ApiProblem) || error.code !== 'blackout') return null;
  const { kind, day, until, note } = error.members;
  return {
    kind: kind === 'weekday' ? 'weekday' : 'date', day: asText(day), until: asText(until) || null, note: asText(note),
  };
}

/** “Blackout: Christmas freeze”, or for a weekday without a note “Blackout”. */
export const nameBlackout = ({ note }: Blackout, text: Text): string =>
  note ? text('runs.blackoutNoted', { note }) : text('runs.blackout');

/** The day and why: what a refusal and a slot that did not start say. */
export function describeBlackout(blackout: Blackout, text: Text, format: Format): string {
  const day = format.day(blackout.day);
  return text('runs.blackoutDay', { day, name: nameBlackout(blackout, text) });
}

/** What can be done instead. */
export const adviseOnBlackout = ({ until }: Blackout, text: Text, format: Format): string =>
  until ? text('runs.blackoutUntil', { day: format.day(until) }) : text('runs.blackoutEndless');
