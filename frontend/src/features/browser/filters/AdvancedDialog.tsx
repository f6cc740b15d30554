/* The advanced editor: conditions in nested groups of AND and OR, each of which may be negated. */
import Button from '@atlaskit/button/default/button';
import Modal, { ModalBody, ModalFooter, ModalHeader, ModalTitle } from '@atlaskit/modal-dialog';
import { useState } from 'react';

import { useDescription } from '../../../shared/queries/filters.ts';
import { useText } from '../../../shared/messages/LocaleContext.tsx';
import { MenuPlaceProvider } from '../../../shared/pickers/menu-place.ts';
import { useDebounced } from '../../../shared/pickers/use-debounced.ts';
import { keepEscape } from '../../../shared/forms/keep-escape.ts';
import { isWhole } from '../../../shared/filters/drafts.ts';
import { FilterSentence } from '../../../shared/filters/FilterSentence.tsx';
import { GroupEditor } from './GroupEditor.tsx';
import type { Specification } from '../../../shared/filters/specification.ts';
import { rootGroup } from './tree.ts';

interface Props {
  specification: Specification;
  onApply: (specification: Specification) => void;
  onClose: () => void;
}

function ReadBack({ specification }: { specification: Specification }) {
  const text = useText();
  const isComplete = isWhole(specification.root);
  const rested = useDebounced(specification);
  const description = useDescription(isComplete && rested === specification ? specification : null);
  if (!isComplete) return <p className="subtle">{text('filters.incomplete')}</p>;
  return (
    <p aria-live="polite">
      {description.data && (
        <>
          <strong>{text('users.found', { count: description.data.count })}</strong>{' '}
          <span className="subtle">
            <FilterSentence node={specification.root} english={description.data.sentence} />
          </span>
        </>
      )}
    </p>
  );
}

export default function AdvancedDialog({ specification, onApply, onClose }: Props) {
  const text = useText();
  const [root, setRoot] = useState(() => rootGroup(specification.root));
  const [draft, setDraft] = useState(specification);
  const change = (next: typeof root): void => {
    setRoot(next);
    setDraft({ version: 1, root: next });
  };
  return (
    <Modal onClose={onClose} width="x-large">
      <ModalHeader hasCloseButton closeButtonLabel={text('common.close')}>
        <ModalTitle>{text('filters.advancedTitle')}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <div className="stack" onKeyDown={keepEscape}>
          <p className="subtle">{text('filters.advancedIntro')}</p>
          <MenuPlaceProvider value="fixed">
            <GroupEditor node={root} onChange={change} onRemove={null} />
          </MenuPlaceProvider>
          <ReadBack specification={draft} />
        </div>
      </ModalBody>
      <ModalFooter>
        <Button appearance="subtle" onClick={onClose}>
          {text('common.cancel')}
        </Button>
        <Button appearance="primary" isDisabled={!isWhole(root)} onClick={() => onApply(draft)}>
          {text('filters.apply')}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
