/* Atlassian's own rules: each folder named holds a manifest.yml and an atlassian-connect.json.
   Prints one JSON list of faults a folder. The manifest is judged as before a deployment (`FULL`) and by the linters of
   `forge lint` that need no login, the descriptor's modules and lifecycle by the Connect schemas that come along. */
const fs = require('node:fs');
const path = require('node:path');
const Ajv = require('ajv').default;
const addFormats = require('ajv-formats').default;
const { getClientSideLintersOnly } = require('@forge/lint');
const { ProcessorBuilder, ValidationTypes } = require('@forge/manifest');
const yaml = require('yaml');

const SCHEMA = 'node_modules/@forge/manifest/out/schema/manifest-schema.json';
const schema = JSON.parse(fs.readFileSync(path.join(__dirname, SCHEMA), 'utf8'));

const PREFIX = 'connect-jira:';
const modules = schema.definitions.ModuleSchema.properties;
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema({ $id: 'manifest', definitions: schema.definitions });

async function judgeManifest(folder) {
  process.chdir(folder);
  const answer = await ProcessorBuilder.instance().withValidation(ValidationTypes.FULL).build().process();
  const faults = (answer.errors ?? []).map(({ level, line, message }) => `manifest.yml:${line}: ${level}: ${message}`);
  return answer.success || faults.length ? faults : ['manifest.yml: refused without a reason'];
}

/* This one fetches the scopes of Atlassian's interfaces, and looks for calls in an app's own functions; we have none. */
const NEEDS_NETWORK = 'PermissionLinter';
const ENVIRONMENTS = ['development', 'production'];
/* Which features Atlassian has turned on for a developer: none, without a login. */
const FEATURES = { getDeprecatedRuntimes: async () => [], checkGate: () => false };

/** A linter that fails tells it to the logger alone and finds nothing, so that whatever is told counts as a fault. */
async function lintManifest(folder) {
  process.chdir(folder);
  const told = [];
  const tell = (message) => void (message && told.push(String(message)));
  const logger = { info: tell, warn: tell, error: tell, debug: () => undefined, trace: () => undefined };
  const manifest = yaml.parse(fs.readFileSync('manifest.yml', 'utf8'));
  for (const environment of ENVIRONMENTS) {
    for (const linter of await getClientSideLintersOnly(manifest, environment, logger, FEATURES)) {
      if (linter.constructor.name === NEEDS_NETWORK) continue;
      await linter.bootstrap();
      for (const { errors, warnings } of await linter.batchExecute([])) {
        told.push(...[...errors, ...warnings].map(({ line, message }) => `${environment}: ${line}: ${message}`));
      }
    }
  }
  return [...new Set(told)].map((fault) => `manifest.yml: forge lint: ${fault}`);
}

/** The schemas are of lists of modules; a lifecycle and single pages are lists of one there, with a key. */
function judgeModules(kind, value) {
  const key = PREFIX + kind;
  if (!(key in modules)) return [`${kind}: there is no such module`];
  const list = (Array.isArray(value) ? value : [value]).map((one) => (one?.key ? one : { key: kind, ...one }));
  const validate = ajv.getSchema(`manifest#/definitions/ModuleSchema/properties/${key}`);
  return validate(list) ? [] : validate.errors.map(({ instancePath, message }) => `${kind}${instancePath}: ${message}`);
}

function judgeDescriptor(folder) {
  const document = JSON.parse(fs.readFileSync(path.join(folder, 'atlassian-connect.json'), 'utf8'));
  const parts = [...Object.entries(document.modules), ['lifecycle', document.lifecycle]];
  return parts.flatMap(([kind, value]) => judgeModules(kind, value)).map((fault) => `atlassian-connect.json: ${fault}`);
}

async function main(folders) {
  const told = [];
  for (const folder of folders) {
    told.push([...(await judgeManifest(folder)), ...(await lintManifest(folder)), ...judgeDescriptor(folder)]);
  }
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

main(process.argv.slice(2).map((folder) => path.resolve(folder)));
