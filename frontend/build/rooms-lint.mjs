/* Lint: the house of the page. Layers and doors, no circle of imports, one style of file names, rooms that can be overseen. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const SOURCE = resolve(import.meta.dirname, '../src');
const LAYERS = ['shared', 'features', 'app'];
const MOST_MODULES = 17;
const isTest = (file) => /\.test\.tsx?$/.test(file);
const isModule = (name) => /\.tsx?$/.test(name) && !isTest(name);

/** The layer and the feature of a module; null outside the layers, as `main.tsx` is. */
function findPlace(file) {
  const [layer, feature] = file.startsWith(`${SOURCE}/`) ? file.slice(SOURCE.length + 1).split('/') : [];
  return LAYERS.includes(layer) ? { layer, feature: layer === 'features' ? feature : null } : null;
}

const isFront = (file) => dirname(dirname(file)) === join(SOURCE, 'features');
const isDoor = (file) => isFront(file) && basename(file) === 'index.ts';

/** What is wrong with one module asking for another; null when nothing is. What is fetched late, as a chunk of its own, is
 * named itself if it stands at the front of its feature: through the door everything else would come along. */
export function judgeImport(importer, target, isLate) {
  const [from, to] = [findPlace(importer), findPlace(target)];
  if (!to) return null;
  if (from && LAYERS.indexOf(from.layer) < LAYERS.indexOf(to.layer)) return 'layer';
  if (to.layer !== 'features' || from?.feature === to.feature || isDoor(target)) return null;
  return isLate && isFront(target) ? null : 'door';
}

const read = new Map();

/** The modules of ours that a module asks for, read again only when it was changed. */
function listImports(file) {
  const { mtimeMs } = statSync(file);
  if (read.get(file)?.mtimeMs !== mtimeMs) {
    const found = ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map((one) => one.fileName);
    const targets = found.filter((one) => one.startsWith('.')).map((one) => resolve(dirname(file), one));
    read.set(file, { mtimeMs, targets: targets.filter((one) => isModule(one) && existsSync(one)) });
  }
  return read.get(file).targets;
}

/** Whether `start` leads to `goal` by its imports, those of types and those that come late too. */
function leadsTo(start, goal) {
  const [seen, open] = [new Set(), [start]];
  for (let file = open.pop(); file; file = open.pop()) {
    if (file === goal) return true;
    if (!seen.has(file)) open.push(...listImports(seen.add(file) && file));
  }
  return false;
}

const imports = {
  meta: { type: 'problem', schema: [], messages: {
    layer: "'{{target}}' stands above this module: shared asks for no feature, a feature not for the app.",
    door: "'{{target}}' is another feature's own: import what its index.ts offers, or move it to shared.",
    circle: "'{{target}}' leads back to this module.",
  } },
  create(context) {
    const importer = resolve(context.filename);
    const check = (node, isLate) => {
      if (typeof node.source?.value !== 'string' || !node.source.value.startsWith('.')) return;
      const target = resolve(dirname(importer), node.source.value);
      const report = (messageId) => context.report({ node, messageId, data: { target: node.source.value } });
      const fault = judgeImport(importer, target, isLate);
      if (fault) report(fault);
      if (isModule(target) && existsSync(target) && leadsTo(target, importer)) report('circle');
    };
    return {
      ImportDeclaration: (node) => check(node, false), ExportNamedDeclaration: (node) => check(node, false),
      ExportAllDeclaration: (node) => check(node, false), ImportExpression: (node) => check(node, true),
    };
  },
};

const COMPONENT = /^[A-Z][A-Za-z0-9]*\.tsx$/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.d)?\.ts$/;

/** Whether a file is named as its kind is: components as what they export, all others in kebab-case, tests after their module. */
export function isWellNamed(name, siblings) {
  if (!isTest(name)) return COMPONENT.test(name) || KEBAB.test(name);
  const stem = name.replace(/\.test\.tsx?$/, '');
  return /^[a-z0-9-]+$/.test(stem) || siblings.includes(`${stem}.tsx`);
}

const names = {
  meta: { type: 'problem', schema: [], messages: {
    name: "'{{name}}': Component.tsx, other-module.ts; a test is called after its module, or after what it tells of several.",
  } },
  create: (context) => ({
    Program(node) {
      const [folder, name] = [dirname(resolve(context.filename)), basename(context.filename)];
      if (!isWellNamed(name, existsSync(folder) ? readdirSync(folder) : [])) context.report({ node, messageId: 'name', data: { name } });
    },
  }),
};

/** The modules of a folder when they are too many to be overseen, else null. */
export function findCrowd(names) {
  const modules = names.filter(isModule).sort();
  return modules.length > MOST_MODULES ? modules : null;
}

const sizes = {
  meta: { type: 'problem', schema: [], messages: {
    crowd: 'This folder holds {{count}} modules, at most {{most}} can be overseen. Give it rooms named by what they are for.',
  } },
  create: (context) => ({
    Program(node) {
      const crowd = findCrowd(readdirSync(dirname(resolve(context.filename))));
      // Said once, at the first of them.
      if (crowd?.[0] === basename(context.filename)) context.report({ node, messageId: 'crowd', data: { count: crowd.length, most: MOST_MODULES } });
    },
  }),
};

export default [
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { rooms: { rules: { imports, names, sizes } } },
    rules: { 'rooms/imports': 'error', 'rooms/names': 'error', 'rooms/sizes': 'error' },
  },
  // The starts, which render without being components.
  { files: ['src/main.tsx', 'src/shared/testing/render.tsx'], rules: { 'rooms/names': 'off' } },
  // One file per area of texts: a list of equals.
  { files: ['src/shared/messages/{de,en}/*.ts'], rules: { 'rooms/sizes': 'off' } },
];
