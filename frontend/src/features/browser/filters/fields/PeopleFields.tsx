/* The editor of the condition `people`. */
import TextArea from '@atlaskit/textarea';
import { useState } from 'react';

import { useText } from '../../../../shared/messages/LocaleContext.tsx';
import { splitPeople } from '../../../../shared/filters/drafts.ts';
import type { ConditionOf } from '../../../../shared/filters/specification.ts';
import { UnmatchedPeople } from '../../../../shared/filters/UnmatchedPeople.tsx';
import type { FieldsProps } from './props.ts';

export function PeopleFields({ value, onChange }: FieldsProps<ConditionOf['people']>) {
  const text = useText();
  const [typed, setTyped] = useState(() => value.values.join('\n'));
  return (
    <div className="field">
      <TextArea
        aria-label={text('filters.peopleHint')}
        placeholder={text('filters.peopleHint')}
        minimumRows={4}
        maxHeight="30vh"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          onChange({ ...value, values: splitPeople(event.currentTarget.value) });
        }}
      />
      <p className="small subtle">{text('filters.peopleCount', { count: value.values.length })}</p>
      <UnmatchedPeople values={value.values} />
    </div>
  );
}
