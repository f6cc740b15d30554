/* The set-up: what is needed, where to find it, what happens with it. */
import { PageHeader } from '../components/PageHeader.tsx';
import { Section } from '../components/Section.tsx';
import { useText } from '../messages/LocaleContext.tsx';
import { KeyForm } from './KeyForm.tsx';

export default function SetupPage() {
  const text = useText();
  return (
    <main className="setup">
      <PageHeader title={text('setup.title')} subtitle={text('setup.intro')} />
      <div className="setup-columns">
        <KeyForm submitLabel={text('setup.connect')} />
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
