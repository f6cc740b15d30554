import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';

import entryPointsLint from './entry-points-lint.mjs';

const linter = new Linter();
const find = (code: string): string[] =>
  linter.verify(code, [{ files: ['**/*.ts'] }, entryPointsLint], 'src/features/runs/Somewhere.ts').map((one) => one.message);

describe('an entry point that its package marks as deprecated', () => {
  it.each([
    ["import Button from '@atlaskit/button/new';", 'default'],
    ["import { IconButton as Small } from '@atlaskit/button/new';", 'IconButton'],
    ["import { DatePicker } from '@atlaskit/datetime-picker';", 'DatePicker'],
  ])('is found: %s', (code, name) => {
    expect(find(code)).toEqual([expect.stringMatching(new RegExp(`^'${name}' .* Use \`import`))]);
  });

  it.each([
    "import Button from '@atlaskit/button/default/button';",
    "import Lozenge from '@atlaskit/lozenge';",
    "import { useState } from 'react';",
  ])('is not: %s', (code) => {
    expect(find(code)).toEqual([]);
  });
});
