/* The common cases as cards: on the page while there is no task yet, in a dialog afterwards. */
import Button from '@atlaskit/button/default/button';
import Modal, { ModalBody, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';

import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { type TemplateId, TEMPLATES } from './templates.ts';

interface Props {
  onChoose: (id: TemplateId) => void;
}

export function TemplateGallery({ onChoose }: Props) {
  const text = useText();
  return (
    <section className="stack">
      <div className="stack-tight">
        <h2 className="gallery-title">{text('tasks.emptyTitle')}</h2>
        <p className="subtle">{text('tasks.emptyBody')}</p>
      </div>
      <Cards onChoose={onChoose} />
    </section>
  );
}

export function TemplateDialog({ onChoose, onClose }: Props & { onClose: () => void }) {
  const text = useText();
  return (
    <Modal onClose={onClose} width="x-large">
      <ModalHeader hasCloseButton closeButtonLabel={text('common.close')}>
        <ModalTitle>{text('tasks.templatesTitle')}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <div className="template-dialog"><Cards onChoose={onChoose} /></div>
      </ModalBody>
    </Modal>
  );
}

function Cards({ onChoose }: Props) {
  const text = useText();
  return (
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
  );
}
