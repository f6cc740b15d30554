/* What the log of a run is narrowed to: one outcome, one user, or what somebody else has changed back. */
import { useState } from 'react';

import type { Operation } from '../../../shared/api/types.ts';
import type { LogFilter } from '../queries.ts';

export interface LogUser {
  accountId: string;
  name: string;
}

export interface LogChoice {
  filter: LogFilter;
  user: LogUser | null;
  showOutcome: (outcome: Operation['outcome'] | null) => void;
  showUser: (user: LogUser | null) => void;
  showCameBack: (isOn: boolean) => void;
  clear: () => void;
}

export function useLogChoice(): LogChoice {
  const [outcome, showOutcome] = useState<Operation['outcome'] | null>(null);
  const [user, showUser] = useState<LogUser | null>(null);
  const [hasComeBack, showCameBack] = useState(false);
  return {
    filter: { outcome, accountId: user?.accountId ?? null, hasComeBack },
    user,
    showOutcome,
    showUser,
    showCameBack,
    clear: () => {
      showOutcome(null);
      showUser(null);
      showCameBack(false);
    },
  };
}
