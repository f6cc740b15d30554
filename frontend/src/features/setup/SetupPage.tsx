/* The set-up, and the proof of an admin's rights while no living key tells who is one: what is needed, where to find
   it, what happens with it. */
import SectionMessage from '@atlaskit/section-message';

import type { Proof } from '../../shared/queries/organization.ts';
import { PageHeader } from '../../shared/layout/PageHeader.tsx';
import { Section } from '../../shared/layout/Section.tsx';
import { TimeText } from '../../shared/display/TimeText.tsx';
import { useRichText, useText } from '../../shared/messages/LocaleContext.tsx';
import { KeyForm } from './KeyForm.tsx';

/** Why there is something to prove although this is no first time. */
function Past({ proof }: { proof: Proof }) {
  const text = useText();
  const rich = useRichText();
  if (proof.movedTo && proof.movedAt) {
    return (
      <SectionMessage headingLevel="h2" title={text('setup.movedTitle')}>
        <p>{rich('setup.movedBody', { site: proof.movedTo, date: <TimeText iso={proof.movedAt} as="date" /> })}</p>
      </SectionMessage>
    );
  }
  if (!proof.isKeyDead) return null;
  return (
    <SectionMessage appearance="warning" headingLevel="h2" title={text('setup.deadTitle')}>
      <p>{text('setup.deadBody')}</p>
    </SectionMessage>
  );
}

export default function SetupPage({ proof }: { proof: Proof }) {
  const text = useText();
  return (
    <main className="setup">
      <PageHeader title={text('setup.title')} subtitle={text('setup.intro')} />
      <Past proof={proof} />
      <div className="setup-columns">
        <KeyForm submitLabel={text('setup.connect')} hasRehearsal={proof.hasRehearsal} hasEmail={proof.hasEmail} />
        <div className="stack setup-help">
          <Section title={text('setup.howTitle')} level={2}>
            <ol className="steps">
              <li>{text('setup.how1')}</li>
              <li>{text('setup.how2')}</li>
              <li>{text('setup.how3')}</li>
              <li>{text('setup.how4')}</li>
            </ol>
          </Section>
          <Section title={text('setup.safetyTitle')} level={2}>
            <ul className="bullets">
              <li>{text('setup.safety1')}</li>
              <li>{text('setup.safety2')}</li>
              <li>{text('setup.safety3')}</li>
            </ul>
          </Section>
        </div>
      </div>
    </main>
  );
}
