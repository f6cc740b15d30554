/* The dialogs of the saved filter menu; loaded when the first one opens. */
import type { SavedFilter } from '../../../shared/api/types.ts';
import { DeleteDialog } from './DeleteDialog.tsx';
import { CopyDialog, CreateDialog, RenameDialog } from './NameDialogs.tsx';
import { SaveChangeDialog } from './SaveChangeDialog.tsx';
import type { Specification } from '../../../shared/filters/specification.ts';

export type FilterDialog = 'create' | 'save' | 'copy' | 'rename' | 'delete';

interface Props {
  dialog: FilterDialog;
  filter: SavedFilter | null;
  specification: Specification;
  onOpen: (filter: SavedFilter | null) => void;
  onClose: () => void;
}

export default function FilterDialogs({ dialog, filter, specification, onOpen, onClose }: Props) {
  const saved = (next: SavedFilter | null): void => {
    onClose();
    onOpen(next);
  };
  if (dialog === 'create') return <CreateDialog specification={specification} onSaved={saved} onClose={onClose} />;
  if (!filter) return null;
  switch (dialog) {
    case 'save':
      return <SaveChangeDialog filter={filter} specification={specification} onSaved={saved} onClose={onClose} />;
    case 'copy':
      return <CopyDialog filter={filter} specification={specification} onSaved={saved} onClose={onClose} />;
    case 'rename':
      return <RenameDialog filter={filter} onSaved={onClose} onClose={onClose} />;
    case 'delete':
      return <DeleteDialog filter={filter} onDeleted={() => saved(null)} onClose={onClose} />;
  }
}
