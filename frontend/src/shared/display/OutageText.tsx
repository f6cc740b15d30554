/* Why something waits for Atlassian, since when, and when it is tried again. */
import type { Outage } from '../api/types.ts';
import { TimeText } from './TimeText.tsx';
import { useTick } from './use-tick.ts';
import { useRichText, useText } from '../messages/LocaleContext.tsx';

export function OutageText({ outage }: { outage: Outage }) {
  const text = useText();
  const rich = useRichText();
  useTick();
  const { next_try_at: next } = outage;
  const isDue = next === null || Date.parse(next) <= Date.now();
  return (
    <>
      {rich('shell.outage', {
        reason: text(`shell.outage_${outage.reason}`),
        since: <TimeText iso={outage.since} as="moment" />,
        next: isDue ? text('shell.outageNow') : <>{rich('shell.outageNext', { time: <TimeText iso={next} as="moment" /> })}</>,
      })}
    </>
  );
}
