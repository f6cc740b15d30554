/* Shows what went wrong where the content would have been, with a way to try again. */
import Button from '@atlaskit/button/default/button';
import SectionMessage from '@atlaskit/section-message';

import { describeError } from '../domain/describe-error.ts';
import { useText } from '../messages/LocaleContext.tsx';

interface Props {
  error: unknown;
  title?: string;
  onRetry?: () => void;
}

export function ErrorPanel({ error, title, onRetry }: Props) {
  const text = useText();
  return (
    <div role="alert">
      <SectionMessage appearance="error" headingLevel="h2" title={title ?? text('common.errorTitle')}>
        <div className="stack-tight">
          <p>{describeError(error, text)}</p>
          {onRetry && (
            <div>
              <Button spacing="compact" onClick={onRetry}>
                {text('common.retry')}
              </Button>
            </div>
          )}
        </div>
      </SectionMessage>
    </div>
  );
}
