/* What to do next on a new installation: from the first filter to the first preview. */
import Button from '@atlaskit/button/default/button';

import { navigate } from '../../shared/routing/router.ts';
import { allOf } from '../../shared/filters/specification.ts';
import { useText } from '../../shared/messages/LocaleContext.tsx';
import { useTasks } from '../../shared/queries/tasks.ts';
import { browserAddress } from '../../shared/routing/browser-state.ts';

export function NextSteps({ days }: { days: number }) {
  const text = useText();
  const tasks = useTasks();
  if (!tasks.data || tasks.data.items.length > 0) return null;
  const inactive = browserAddress({ specification: allOf([{ type: 'inactive', days, apps: [], match: 'any' }]) });
  const steps = [
    { title: text('setup.next1Title'), body: text('setup.next1Body', { count: days }), action: text('setup.next1Action'), to: inactive },
    { title: text('setup.next2Title'), body: text('setup.next2Body'), action: text('setup.next2Action'), to: '/tasks/new' },
    { title: text('setup.next3Title'), body: text('setup.next3Body'), action: null, to: null },
  ];
  return (
    <section className="next-steps" aria-labelledby="next-steps-title">
      <h2 id="next-steps-title" className="section-title">{text('setup.nextTitle')}</h2>
      <p className="subtle">{text('setup.nextBody')}</p>
      <ol className="next-list">
        {steps.map((step, position) => (
          <li key={step.title}>
            <span className="next-number" aria-hidden="true">{position + 1}</span>
            <div className="stack-tight">
              <strong>{step.title}</strong>
              <span className="subtle">{step.body}</span>
              {step.to && (
                <div>
                  <Button
                    spacing="compact"
                    appearance={position === 0 ? 'primary' : 'default'}
                    onClick={() => navigate(step.to)}
                  >
                    {step.action}
                  </Button>
                </div>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
