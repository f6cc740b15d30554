/* Measures what each route makes the browser load (JavaScript, gzip) and refuses more than the limit: for a page, and for a
   page with a part of it open that is fetched when it is needed.
   Also refuses outside addresses in the bundle other than links in error texts and XML namespaces. */
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { gzipSync } = require('node:zlib');

const PAGE_KB = 300;
const PART_KB = 320;
const HARMLESS = /^https?:\/\/(www\.w3\.org|react\.dev|reactjs\.org|fb\.me|tanstack\.com|developer\.mozilla\.org|github\.com|atlassian\.design|hello\.atlassian\.net|support\.atlassian\.com|admin\.atlassian\.com|go\.atlassian\.com|openapi-ts\.dev|compiledcssinjs\.com|\$|$)/;
const dist = join(__dirname, '..', 'dist');
const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8'));

function collect(key, into) {
  const entry = manifest[key];
  if (!entry || into.has(entry.file)) return into;
  into.add(entry.file);
  for (const next of entry.imports || []) collect(next, into);
  return into;
}
const size = (files) => [...files].filter((file) => file.endsWith('.js'))
  .reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0) / 1024;

let failed = false;
const start = collect('index.html', new Set());
console.log(`start: ${size(start).toFixed(0)} KB gzip`);
for (const key of Object.keys(manifest)) {
  const entry = manifest[key];
  if (!entry.isDynamicEntry || !/^src\//.test(key)) continue;
  const total = size(collect(key, new Set(start)));
  console.log(`${key}: ${total.toFixed(0)} KB gzip`);
  const limit = /Page\.tsx$/.test(key) ? PAGE_KB : PART_KB;
  if (total > limit) { console.error(`${key} loads more than ${limit} KB.`); failed = true; }
}
for (const file of readdirSync(join(dist, 'assets'))) {
  if (!/\.(js|css)$/.test(file)) continue;
  for (const address of readFileSync(join(dist, 'assets', file), 'utf8').match(/https?:\/\/[^\s"'`)\\]*/g) || []) {
    if (!HARMLESS.test(address)) { console.error(`${file} names ${address}`); failed = true; }
  }
}
process.exit(failed ? 1 : 0);
