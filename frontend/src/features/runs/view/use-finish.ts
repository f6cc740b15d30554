/* Notices that a watched run has moved on: its log is asked for anew, and when it has finished everything that shows
   its outcome; the end is announced. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import type { Run } from '../../../shared/api/types.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { isActive } from '../../../shared/domain/progress.ts';
import { refreshAfterRun, refreshLog } from '../queries.ts';

export function useFinish(run: Run): string {
  const text = useText();
  const client = useQueryClient();
  const lastState = useRef(run.state);
  const [announcement, setAnnouncement] = useState('');
  useEffect(() => {
    if (lastState.current === run.state) return;
    const wasActive = isActive(lastState.current);
    lastState.current = run.state;
    refreshLog(client, run.id);
    if (!wasActive || isActive(run.state)) return;
    setAnnouncement(text('runs.finishedAnnouncement', { state: text(`runs.state_${run.state}`) }));
    refreshAfterRun(client, run.id);
  }, [run.id, run.state, client, text]);
  return announcement;
}
