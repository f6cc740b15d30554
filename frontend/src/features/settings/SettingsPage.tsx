/* Settings: one section at a time, chosen at the left and kept in the address. */
import { type ComponentType, lazy, Suspense } from 'react';

import { useRight } from '../../shared/queries/session.ts';
import { useRoute } from '../../shared/routing/router.ts';
import { Link } from '../../shared/routing/Link.tsx';
import { Loading } from '../../shared/layout/Loading.tsx';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import type { MessageKey } from '../../shared/messages/catalogue.ts';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { AccessSettings } from './AccessSettings.tsx';
import { BlackoutSettings } from './blackouts/BlackoutSettings.tsx';
import { GeneralSettings } from './GeneralSettings.tsx';
import { HealthSettings } from './health/HealthSettings.tsx';
import { KeySettings } from './KeySettings.tsx';
import { ReadOnly } from './ReadOnly.tsx';
import { ProtectedSettings } from './protected/ProtectedSettings.tsx';
import { RetentionSettings } from './retention/RetentionSettings.tsx';
import { StopSettings } from './StopSettings.tsx';

/* The two that bring most with them are fetched when they are asked for. */
const AuditLog = lazy(() => import('./audit/AuditLog.tsx').then((part) => ({ default: part.AuditLog })));
const NotificationSettings = lazy(() =>
  import('./notifications/NotificationSettings.tsx').then((part) => ({ default: part.NotificationSettings })));

interface Part {
  path: string;
  label: MessageKey;
  View: ComponentType;
  /** Only organization admins change what stands here; others read it. */
  isForOrgAdmins?: boolean;
}

const PARTS: readonly [Part, ...Part[]] = [
  { path: 'key', label: 'settings.key', View: KeySettings, isForOrgAdmins: true },
  { path: 'general', label: 'settings.general', View: GeneralSettings, isForOrgAdmins: true },
  { path: 'access', label: 'settings.access', View: AccessSettings, isForOrgAdmins: true },
  { path: 'protected', label: 'settings.protected', View: ProtectedSettings, isForOrgAdmins: true },
  { path: 'blackouts', label: 'settings.blackouts', View: BlackoutSettings, isForOrgAdmins: true },
  { path: 'notifications', label: 'notifications.title', View: NotificationSettings, isForOrgAdmins: true },
  { path: 'retention', label: 'notifications.retention', View: RetentionSettings, isForOrgAdmins: true },
  { path: 'stop', label: 'settings.runs', View: StopSettings },
  { path: 'health', label: 'health.title', View: HealthSettings },
  { path: 'audit', label: 'settings.audit', View: AuditLog },
];

export default function SettingsPage() {
  const text = useText();
  const { path } = useRoute();
  const mayConfigure = useRight('configure');
  const part = PARTS.find((one) => one.path === path[1]) ?? PARTS[0];
  return (
    <>
      <PageHeader title={text('settings.title')} />
      <div className="settings">
        <nav aria-label={text('settings.sections')}>
          <ul className="plain-list settings-nav">
            {PARTS.map((one) => (
              <li key={one.path}>
                <Link to={`/settings/${one.path}`} isCurrent={one === part}>
                  {text(one.label)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="settings-part">
          <Suspense fallback={<Loading />}>
            {part.isForOrgAdmins && !mayConfigure ? (
              <ReadOnly>
                <part.View />
              </ReadOnly>
            ) : (
              <part.View />
            )}
          </Suspense>
        </div>
      </div>
    </>
  );
}
