/* Lint: whatever shows a moment does so through `shared/display/TimeText`, in the reader's zone, named, with ages that move. */

const MESSAGE = 'Show a moment through shared/display/TimeText: it names the zone and moves with time.';
const MOMENT = 'MemberExpression[property.name=/_(at|for|until)$/]';
const ban = (...selectors) => selectors.map((selector) => ({ selector, message: MESSAGE }));

/* What asks for no moment of the data: calendar days, names of weekdays and months, the reader's own zone. */
const WITHOUT_MOMENTS = [
  'src/shared/forms/parse-day.ts', 'src/features/dashboard/history/HistoryCard.tsx', 'src/main.tsx', 'src/shared/pickers/zone-search.ts',
  'src/features/tasks/schedule/schedule-form.ts', 'src/shared/forms/WeekdayPicker.tsx',
];

export default {
  files: ['src/**/*.{ts,tsx}'],
  ignores: ['src/shared/display/TimeText.tsx', 'src/shared/messages/LocaleContext.tsx', 'src/shared/format/*', '**/*.test.{ts,tsx}', ...WITHOUT_MOMENTS],
  rules: {
    'no-restricted-imports': ['error', { patterns: [
      { regex: 'format/moments', message: MESSAGE },
      { regex: 'messages/LocaleContext', importNames: ['useMoments'], message: MESSAGE },
    ] }],
    'no-restricted-syntax': ['error', ...ban(
      'MemberExpression[object.name="Intl"][property.name=/^(DateTime|RelativeTime)Format$/]',
      'CallExpression[callee.property.name=/^toLocale(Date|Time)?String$/]',
      'JSXOpeningElement[name.name="time"]',
      // A moment as it came, between elements or in a sentence.
      `:matches(JSXElement, JSXFragment) > JSXExpressionContainer > ${MOMENT}`,
      `CallExpression[callee.name=/^(text|rich)$/] > ObjectExpression > Property > ${MOMENT}`,
      `:matches(JSXElement, JSXFragment, CallExpression[callee.name=/^(text|rich)$/]) TemplateLiteral > ${MOMENT}`,
    )],
  },
};
