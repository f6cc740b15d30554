/* Writes src/shared/api/schema.d.ts from the API's OpenAPI document (or from the one named as argument); with --check it
   only compares.
   Fields with a default may be left out of what we send, but are always there in what we get. The document does
   not tell the two apart, so it is done here: models that a request body uses lose their defaults, in all others
   every field is required. */
import { readFileSync, writeFileSync } from 'node:fs';

import openapiTS, { astToString } from 'openapi-typescript';

const isCheck = process.argv.includes('--check');
const source = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? new URL('../../app/api/openapi.json', import.meta.url);
const target = new URL('../src/shared/api/schema.d.ts', import.meta.url);
const document = JSON.parse(readFileSync(source, 'utf8'));

function dropDefaults(node, seen) {
  if (typeof node !== 'object' || node === null) return;
  if (typeof node.$ref === 'string') {
    const name = node.$ref.split('/').pop();
    if (!seen.has(name)) dropDefaults(document.components.schemas[name], seen.add(name));
    return;
  }
  delete node.default;
  for (const child of Object.values(node)) dropDefaults(child, seen);
}

const seen = new Set();
for (const operations of Object.values(document.paths)) {
  for (const operation of Object.values(operations)) dropDefaults(operation.requestBody, seen);
}
for (const [name, model] of Object.entries(document.components.schemas)) {
  if (model.properties && !seen.has(name)) model.required = Object.keys(model.properties);
}
const ast = await openapiTS(document, { alphabetize: true });
const text = `/* Made by \`npm run gen\` from the API's OpenAPI document. Do not edit. */\n${astToString(ast)}`;
if (!isCheck) {
  writeFileSync(target, text);
} else if (readFileSync(target, 'utf8') !== text) {
  process.stderr.write('src/shared/api/schema.d.ts is not what the API says: run `make openapi`\n');
  process.exit(1);
}
