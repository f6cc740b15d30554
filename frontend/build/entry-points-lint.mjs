/* Lint: no import of what Atlaskit itself marks as deprecated. Its marks stand on the export statements of an entry point,
 * where the rule for deprecated symbols does not look. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

const OPTIONS = { moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext };
const known = new Map();

/** What an entry point exports under a mark: name and the advice beside it. */
function readMarks(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const marked = source.statements.flatMap((statement) => {
    const tag = ts.getJSDocTags(statement).find((one) => one.tagName.text === 'deprecated');
    const names = ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause) ? statement.exportClause.elements : [];
    return tag ? names.map((one) => [one.name.text, ts.getTextOfJSDocComment(tag.comment) ?? '']) : [];
  });
  return new Map(marked);
}

function findMarks(name, importer) {
  if (!known.has(name)) {
    const { resolvedModule } = ts.resolveModuleName(name, resolve(importer), OPTIONS, ts.sys);
    known.set(name, resolvedModule ? readMarks(resolvedModule.resolvedFileName) : new Map());
  }
  return known.get(name);
}

const rule = {
  meta: { type: 'problem', messages: { deprecated: "'{{name}}' of this entry point is deprecated. {{advice}}" }, schema: [] },
  create: (context) => ({
    ImportDeclaration(node) {
      const marks = node.source.value.startsWith('@atlaskit/') ? findMarks(node.source.value, context.filename) : new Map();
      for (const one of node.specifiers) {
        const name = one.type === 'ImportDefaultSpecifier' ? 'default' : one.imported?.name;
        if (marks.has(name)) context.report({ node: one, messageId: 'deprecated', data: { name, advice: marks.get(name) } });
      }
    },
  }),
};

export default {
  files: ['src/**/*.{ts,tsx}'],
  plugins: { 'entry-points': { rules: { 'no-deprecated': rule } } },
  rules: { 'entry-points/no-deprecated': 'error' },
};
