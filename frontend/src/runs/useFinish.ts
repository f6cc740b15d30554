/* Notices that a watched run has finished: the rest of the page is asked for anew, and the end is announced. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import type { Run } from '../api/types.ts';
import { useText } from '../messages/LocaleContext.tsx';
import { isActive } from './progress.ts';
import { refreshAfterRun } from './runQueries.ts';

export function useFinish(run: Run): string {
  const text = useText();
  const client = useQueryClient();
  const wasActive = useRef(isActive(run.state));
  const [announcement, setAnnouncement] = useState('');
  useEffect(() => {
    const isNow = isActive(run.state);
    if (wasActive.current && !isNow) {
      setAnnouncement(text('runs.finishedAnnouncement', { state: text(`runs.state_${run.state}`) }));
      refreshAfterRun(client, run.id);
    }
    wasActive.current = isNow;
  }, [run.id, run.state, client, text]);
  return announcement;
}
