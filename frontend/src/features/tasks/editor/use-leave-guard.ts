/* Asks before a dialog with unsaved changes is closed, the screen is left, or the page is unloaded. */
import { useEffect, useState } from 'react';

import { blockNavigation } from '../../../shared/routing/router.ts';

interface LeaveGuard {
  isAsking: boolean;
  /** Close if nothing would be lost, else ask. */
  ask: () => void;
  leave: () => void;
  stay: () => void;
}

export function useLeaveGuard(isDirty: boolean, onClose: () => void): LeaveGuard {
  const [isAsking, setAsking] = useState(false);
  useEffect(() => {
    if (!isDirty) return;
    const stopBlocking = blockNavigation(() => {
      setAsking(true);
      return true;
    });
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => {
      stopBlocking();
      window.removeEventListener('beforeunload', warn);
    };
  }, [isDirty]);
  return {
    isAsking,
    ask: () => (isDirty ? setAsking(true) : onClose()),
    leave: onClose,
    stay: () => setAsking(false),
  };
}
