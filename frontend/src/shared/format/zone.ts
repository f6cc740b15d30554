/* What this browser can do with the name of a time zone. Browsers keep their own list, which may be older than the
   server's: a name that one does not know must not take the page away. */

const known = new Map<string, boolean>();

export function isZoneKnown(zone: string): boolean {
  const found = known.get(zone);
  if (found !== undefined) return found;
  let isKnown = true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    isKnown = false;
  }
  known.set(zone, isKnown);
  return isKnown;
}

/** The zone itself, or UTC where the browser does not know it. */
export const usableZone = (zone: string): string => (isZoneKnown(zone) ? zone : 'UTC');
