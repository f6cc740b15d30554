/* The organization API key: what is known of it (never the key itself), and replacing it. */
import Button from '@atlaskit/button/default/button';
import Lozenge from '@atlaskit/lozenge';
import Modal, { ModalBody, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import Tooltip from '@atlaskit/tooltip';
import { useState } from 'react';

import { useMe } from '../../shared/queries/session.ts';
import type { Organization } from '../../shared/api/types.ts';
import { quoteAtlassian } from '../../shared/domain/describe-fault.ts';
import { Facts } from '../../shared/layout/Facts.tsx';
import { QueryView } from '../../shared/layout/QueryView.tsx';
import { Section } from '../../shared/layout/Section.tsx';
import { useHost } from '../../shared/host/HostContext.tsx';
import { useFormat, useText } from '../../shared/messages/LocaleContext.tsx';
import { EarlierInstallation, KeyForm } from '../setup/index.ts';

function KeyFacts({ organization }: { organization: Organization }) {
  const text = useText();
  const format = useFormat();
  const { days_left: days, key_status: status } = organization;
  const left = days > 0 ? text('settings.daysLeft', { count: days }) : text('settings.expired');
  return (
    <Facts
      facts={[
        [text('settings.organization'), organization.name],
        [text('settings.orgId'), <code key="o" className="code">{organization.org_id}</code>],
        [
          text('settings.fingerprint'),
          <Tooltip key="f" content={text('settings.fingerprintWhy')} tag="span">
            <code className="code">{organization.key_fingerprint}</code>
          </Tooltip>,
        ],
        [text('settings.expires'), `${format.day(organization.expires_on)} (${left})`],
        [
          text('settings.keyStatus'),
          status === 'verified' ? (
            <Lozenge key="s" appearance="success">{text('settings.keyVerified')}</Lozenge>
          ) : (
            <span key="s" className="row">
              <Lozenge appearance="removed">{text('settings.keyDead')}</Lozenge>{' '}
              {organization.dead_reason && quoteAtlassian(organization.dead_reason, text)}
            </span>
          ),
        ],
      ]}
    />
  );
}

interface ReplaceProps {
  orgId: string;
  onClose: () => void;
}

function ReplaceDialog({ orgId, onClose }: ReplaceProps) {
  const text = useText();
  const host = useHost();
  const done = (): void => {
    host.showFlag({ kind: 'success', title: text('settings.replaced') });
    onClose();
  };
  return (
    <Modal onClose={onClose} width="medium">
      <ModalHeader hasCloseButton closeButtonLabel={text('common.close')}>
        <ModalTitle>{text('settings.replaceTitle')}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <p className="subtle">{text('settings.replaceBody')}</p>
        <div className="dialog-form">
          <KeyForm orgId={orgId} submitLabel={text('settings.replaceSubmit')} onStored={done} />
        </div>
      </ModalBody>
    </Modal>
  );
}

export function KeySettings() {
  const text = useText();
  const me = useMe();
  const [isReplacing, setReplacing] = useState(false);
  return (
    <Section title={text('settings.key')} level={2}>
      <QueryView query={me}>
        {({ organization }) =>
          organization && (
            <div className="stack">
              <EarlierInstallation />
              <KeyFacts organization={organization} />
              <div>
                <Button onClick={() => setReplacing(true)}>{text('settings.replace')}</Button>
              </div>
              {isReplacing && <ReplaceDialog orgId={organization.org_id} onClose={() => setReplacing(false)} />}
            </div>
          )
        }
      </QueryView>
    </Section>
  );
}
