/* Lint: a query is named by the factory in `shared/queries/keys.ts` alone, so that what refreshes it cannot miss it by a letter. */

const BY_KEY = /^(get|set)Quer(yData|yState|iesData)$/;

const rule = {
  meta: { type: 'problem', schema: [], messages: {
    literal: 'Take the key of a query from shared/queries/keys.ts: a key that is spelt twice is refreshed by only one of the two.',
    direct: 'Ask anew by `refresh` of shared/queries/keys.ts, with keys of the factory.',
  } },
  create: (context) => ({
    'Property[key.name="queryKey"] > ArrayExpression': (node) => context.report({ node, messageId: 'literal' }),
    'CallExpression[arguments.0.type="ArrayExpression"]'(node) {
      if (BY_KEY.test(node.callee.property?.name)) context.report({ node, messageId: 'literal' });
    },
    'CallExpression[callee.property.name="invalidateQueries"][arguments.length>0]': (node) => context.report({ node, messageId: 'direct' }),
  }),
};

export default {
  files: ['src/**/*.{ts,tsx}'],
  ignores: ['src/shared/queries/keys.ts'],
  plugins: { keys: { rules: { 'from-factory': rule } } },
  rules: { 'keys/from-factory': 'error' },
};
