/* Keeps a fault in one screen from blanking the whole page. */
import { Component, type ReactNode } from 'react';

import { Crash } from './Notices.tsx';

interface State {
  hasCrashed: boolean;
}

export class CrashGuard extends Component<{ children: ReactNode }, State> {
  override state: State = { hasCrashed: false };

  static getDerivedStateFromError(): State {
    return { hasCrashed: true };
  }

  override render(): ReactNode {
    return this.state.hasCrashed ? <Crash /> : this.props.children;
  }
}
