/* Full-page notices: no access, session over, uninstalled, no host, no such page, a fault. */
import Button from '@atlaskit/button/default/button';
import type { ReactNode } from 'react';

import { useText } from '../shared/messages/LocaleContext.tsx';

interface Props {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}

function Notice({ title, children, action }: Props) {
  return (
    <div className="notice">
      <span className="shell-mark notice-mark" aria-hidden="true" />
      <h1>{title}</h1>
      <p className="subtle">{children}</p>
      {action}
    </div>
  );
}

function ReloadButton() {
  const text = useText();
  return (
    <Button appearance="primary" onClick={() => window.location.reload()}>
      {text('shell.reload')}
    </Button>
  );
}

export function Refused() {
  const text = useText();
  return <Notice title={text('shell.refusedTitle')}>{text('shell.refusedBody')}</Notice>;
}

export function SessionOver() {
  const text = useText();
  return (
    <Notice title={text('shell.sessionTitle')} action={<ReloadButton />}>
      {text('common.errorSession')}
    </Notice>
  );
}

export function Uninstalled() {
  const text = useText();
  return <Notice title={text('shell.uninstalledTitle')}>{text('shell.uninstalledBody')}</Notice>;
}

export function NoLicense() {
  const text = useText();
  return <Notice title={text('shell.noLicenseTitle')}>{text('shell.noLicenseBody')}</Notice>;
}

export function NoHost() {
  const text = useText();
  return <Notice title={text('shell.noHostTitle')}>{text('shell.noHostBody')}</Notice>;
}

export function Crash() {
  const text = useText();
  return (
    <Notice title={text('shell.crashTitle')} action={<ReloadButton />}>
      {text('shell.crashBody')}
    </Notice>
  );
}

/** `children` are ways to go on. */
export function NotFound({ children }: { children: ReactNode }) {
  const text = useText();
  return (
    <Notice title={text('shell.notFoundTitle')} action={children}>
      {text('shell.notFoundBody')}
    </Notice>
  );
}
