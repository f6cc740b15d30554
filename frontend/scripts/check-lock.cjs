/* The lock file must name no registry address, and hold each @atlaskit package once:
   two copies of the tokens or of the theme's context would show two themes on one page. What only tools use (`dev`)
   never gets onto the page and may bring its own. */
const lock = require('../package-lock.json');

const problems = [];
const seen = new Map();
for (const [path, entry] of Object.entries(lock.packages)) {
  if (entry.resolved) problems.push(`${path} names the address it came from; see .npmrc`);
  const name = path.split('node_modules/').pop();
  if (entry.dev || !name.startsWith('@atlaskit/')) continue;
  if (seen.has(name)) problems.push(`${name} is there twice: ${seen.get(name)} and ${path}`);
  seen.set(name, path);
}
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
