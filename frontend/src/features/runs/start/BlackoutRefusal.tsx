/* A start that was refused for a blackout day: which, why, what to do, and an organization admin's way past it. */
import Checkbox from '@atlaskit/checkbox';
import SectionMessage from '@atlaskit/section-message';

import { useRight } from '../../../shared/queries/session.ts';
import { useFormat, useText } from '../../../shared/messages/LocaleContext.tsx';
import { adviseOnBlackout, describeBlackout, findBlackout } from '../../../shared/domain/blackout.ts';

interface Props {
  error: unknown;
  isEmergency: boolean;
  onChange: (isEmergency: boolean) => void;
}

export function BlackoutRefusal({ error, isEmergency, onChange }: Props) {
  const text = useText();
  const format = useFormat();
  const mayRelease = useRight('release');
  const blackout = findBlackout(error);
  if (!blackout) return null;
  return (
    <div className="stack">
      <div role="alert">
        <SectionMessage appearance="warning" headingLevel="h2" title={text('runs.blackoutTitle')}>
          <div className="stack-tight">
            <p>{describeBlackout(blackout, text, format)}</p>
            <p>{text('runs.blackoutBody')} {adviseOnBlackout(blackout, text, format)}</p>
            {!mayRelease && <p>{text('runs.blackoutNeeds')}</p>}
          </div>
        </SectionMessage>
      </div>
      {mayRelease && (
        <div>
          <Checkbox
            label={text('runs.blackoutEmergency')}
            isChecked={isEmergency}
            onChange={(event) => onChange(event.currentTarget.checked)}
          />
          <p className="subtle small">{text('runs.blackoutEmergencyHelp')}</p>
        </div>
      )}
    </div>
  );
}
