/* What every admin must know on every screen: dead or expiring key, the stop, unconfirmed schedules. */
import SectionMessage from '@atlaskit/section-message';

import type { Me, Organization } from '../shared/api/types.ts';
import { Link } from '../shared/routing/Link.tsx';
import { useFormat, useText } from '../shared/messages/LocaleContext.tsx';

const WARN_DAYS = 30;
const URGENT_DAYS = 7;

function KeyBanner({ organization }: { organization: Organization }) {
  const text = useText();
  const format = useFormat();
  const { days_left: days, key_status: status, expires_on: expiresOn } = organization;
  const link = <Link to="/settings/key">{text('shell.keyReplace')}</Link>;
  if (status === 'dead') {
    return (
      <SectionMessage appearance="error" headingLevel="h2" title={text('shell.keyDeadTitle')}>
        <p>{text('shell.keyDeadBody')} {link}</p>
      </SectionMessage>
    );
  }
  if (days > WARN_DAYS) return null;
  const isOver = days <= 0;
  const title = isOver ? text('shell.keyExpiredTitle') : text('shell.keyExpiresTitle', { count: days });
  const body = isOver ? text('shell.keyExpiredBody') : text('shell.keyExpiresBody', { date: format.day(expiresOn) });
  return (
    <SectionMessage appearance={days <= URGENT_DAYS ? 'error' : 'warning'} headingLevel="h2" title={title}>
      <p>{body} {link}</p>
    </SectionMessage>
  );
}

export function Banners({ me }: { me: Me }) {
  const text = useText();
  const link = <Link to="/settings/stop">{text('shell.toSettings')}</Link>;
  return (
    <div className="banners">
      {me.organization && <KeyBanner organization={me.organization} />}
      {!me.is_time_zone_known && (
        <SectionMessage appearance="warning" headingLevel="h2" title={text('shell.zoneGoneTitle')}>
          <p>{text('shell.zoneGoneBody', { zone: me.time_zone })} <Link to="/settings">{text('shell.zoneGoneLink')}</Link></p>
        </SectionMessage>
      )}
      {me.is_stopped && (
        <SectionMessage appearance="warning" headingLevel="h2" title={text('shell.stoppedTitle')}>
          <p>{text('shell.stoppedBody')} {link}</p>
        </SectionMessage>
      )}
      {!me.are_schedules_confirmed && (
        <SectionMessage appearance="warning" headingLevel="h2" title={text('shell.unconfirmedTitle')}>
          <p>{text('shell.unconfirmedBody')} {link}</p>
        </SectionMessage>
      )}
    </div>
  );
}
