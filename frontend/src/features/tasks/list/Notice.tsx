/* What was just done, above the list, with a link to go on. Read out by screen readers; stays until dismissed. */
import IconButton from '@atlaskit/button/icon/button';
import CrossIcon from '@atlaskit/icon/core/cross';
import SectionMessage from '@atlaskit/section-message';

import { Link } from '../../../shared/routing/Link.tsx';
import { useText } from '../../../shared/messages/LocaleContext.tsx';

export interface NoticeContent {
  kind: 'success' | 'warning' | 'error';
  message: string;
  link?: { to: string; label: string };
  action?: { label: string; onClick: () => void };
}

interface Props {
  content: NoticeContent | null;
  onDismiss: () => void;
}

export function Notice({ content, onDismiss }: Props) {
  const text = useText();
  return (
    <div role="status" className={content ? 'tasks-notice' : ''}>
      {content && (
        <SectionMessage appearance={content.kind}>
          <div className="row-apart">
            <span>
              {content.message} {content.link && <Link to={content.link.to}>{content.link.label}</Link>}
              {content.action && (
                <button type="button" className="link-button" onClick={content.action.onClick}>
                  {content.action.label}
                </button>
              )}
            </span>
            <IconButton
              icon={CrossIcon} appearance="subtle" spacing="compact" label={text('common.close')} onClick={onDismiss}
            />
          </div>
        </SectionMessage>
      )}
    </div>
  );
}
