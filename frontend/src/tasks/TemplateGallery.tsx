/* The common cases as cards: shown while there is no task yet. */
import Button from '@atlaskit/button/new';

import { useText } from '../messages/LocaleContext.tsx';
import { type TemplateId, TEMPLATES } from './templates.ts';

export function TemplateGallery({ onChoose }: { onChoose: (id: TemplateId) => void }) {
  const text = useText();
  return (
    <section className="stack">
      <div className="stack-tight">
        <h2 className="gallery-title">{text('tasks.emptyTitle')}</h2>
        <p className="subtle">{text('tasks.emptyBody')}</p>
      </div>
      <ul className="plain-list template-cards">
        {TEMPLATES.map(({ id, actions }) => (
          <li key={id} className="template-card">
            <h3>{text(`tasks.template_${id}`)}</h3>
            <p>{text(`tasks.template_${id}_for`)}</p>
            <p className="subtle small template-actions">
              {actions.map((type) => text(`tasks.type_${type}`)).join(' → ')}
            </p>
            <div>
              <Button aria-label={`${text('tasks.templateUse')}: ${text(`tasks.template_${id}`)}`} onClick={() => onChoose(id)}>
                {text('tasks.templateUse')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
