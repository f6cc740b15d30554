/* Does something now, or as soon as what it rests on has been worked out: what is saved is what stands on the screen. */
import { useEffect, useRef, useState } from 'react';

export function useOnceSettled(isSettled: boolean, act: () => void): { start: () => void; isWaiting: boolean } {
  const [isWaiting, setWaiting] = useState(false);
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    if (!isWaiting || !isSettled) return;
    setWaiting(false);
    latest.current();
  }, [isWaiting, isSettled]);
  return { start: () => (isSettled ? act() : setWaiting(true)), isWaiting };
}
