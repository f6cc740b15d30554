/* The limit of users per run that the dialog proposes. */

const HEADROOM = 1.25;
const LEAST = 10;

/** A quarter more than would be affected today, rounded up to two leading digits, and at least 10. */
export function proposeLimit(affectedUsers: number): number {
  const wanted = Math.max(LEAST, affectedUsers * HEADROOM);
  const step = 10 ** Math.max(0, Math.floor(Math.log10(wanted)) - 1);
  return Math.ceil(wanted / step) * step;
}
