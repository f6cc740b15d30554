/* Why something waits for Atlassian, since when, and when it is tried again. */
import type { Outage } from '../api/types.ts';
import type { Format } from '../format/format.ts';
import { type Text, useFormat, useText } from '../messages/LocaleContext.tsx';

export function describeOutage(outage: Outage, text: Text, format: Format): string {
  const next =
    outage.next_try_at === null || Date.parse(outage.next_try_at) <= Date.now()
      ? text('shell.outageNow')
      : text('shell.outageNext', { time: format.dateTime(outage.next_try_at) });
  return text('shell.outage', {
    reason: text(`shell.outage_${outage.reason}`),
    since: format.dateTime(outage.since),
    next,
  });
}

export function OutageText({ outage }: { outage: Outage }) {
  return <>{describeOutage(outage, useText(), useFormat())}</>;
}
