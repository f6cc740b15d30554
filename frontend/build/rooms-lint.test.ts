import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';

import roomsLint, { findCrowd, isWellNamed, judgeImport } from './rooms-lint.mjs';

const at = (path: string): string => resolve('src', path);

describe('one module asks for another', () => {
  it.each([
    ['shared/forms/DateField.tsx', 'features/tasks/index.ts', 'layer'],
    ['shared/forms/DateField.tsx', 'app/App.tsx', 'layer'],
    ['features/tasks/TasksPage.tsx', 'app/App.tsx', 'layer'],
    ['features/tasks/TasksPage.tsx', 'features/runs/list/RunList.tsx', 'door'],
    ['features/tasks/TasksPage.tsx', 'features/runs/list/index.ts', 'door'],
    ['features/tasks/TasksPage.tsx', 'features/runs/runs.css', 'door'],
    ['app/Shell.tsx', 'features/runs/RunsPage.tsx', 'door'],
    ['main.tsx', 'features/runs/queries.ts', 'door'],
    ['features/tasks/TasksPage.tsx', 'features/runs/index.ts', null],
    ['features/tasks/TasksPage.tsx', 'features/tasks/list/TaskTable.tsx', null],
    ['features/tasks/TasksPage.tsx', 'shared/forms/DateField.tsx', null],
    ['app/Shell.tsx', 'shared/forms/DateField.tsx', null],
    ['app/Shell.tsx', 'features/runs/index.ts', null],
    ['main.tsx', 'app/App.tsx', null],
  ])('%s → %s: %s', (importer, target, fault) => {
    expect(judgeImport(at(importer), at(target), false)).toBe(fault);
  });

  it.each([
    ['app/Shell.tsx', 'features/runs/RunsPage.tsx', null],
    ['features/browser/UsersPage.tsx', 'features/person/UserPanel.tsx', null],
    ['features/browser/UsersPage.tsx', 'features/runs/list/RunList.tsx', 'door'],
    ['shared/forms/DateField.tsx', 'features/runs/RunsPage.tsx', 'layer'],
  ])('late, %s → %s: %s', (importer, target, fault) => {
    expect(judgeImport(at(importer), at(target), true)).toBe(fault);
  });
});

describe('a circle of imports', () => {
  const lint = (folder: string, code: string) =>
    new Linter({ cwd: folder }).verify(code, [{ files: ['**/*.ts'], plugins: roomsLint[0]!.plugins!, rules: { 'rooms/imports': 'error' } }], join(folder, 'one.ts'));

  it.each([
    ["import './two.ts';", 1],
    ["export * from './two.ts';", 1],
    ["void import('./two.ts');", 1],
    ["import './three.ts';", 0],
  ])('is found: %s', (code, count) => {
    const folder = mkdtempSync(join(tmpdir(), 'rooms-'));
    try {
      writeFileSync(join(folder, 'one.ts'), code);
      writeFileSync(join(folder, 'two.ts'), "import type { Three } from './three.ts';\nvoid import('./four.ts');");
      writeFileSync(join(folder, 'three.ts'), 'export interface Three {}');
      writeFileSync(join(folder, 'four.ts'), "import type { One } from './one.ts';");
      expect(lint(folder, code)).toHaveLength(count);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the name of a file', () => {
  it.each([
    ['TaskMenu.tsx', true], ['task-form.ts', true], ['order.ts', true], ['schema.d.ts', true], ['task-form.test.ts', true],
    ['TaskMenu.test.tsx', true], ['whole-story.test.tsx', true],
    ['taskForm.ts', false], ['TaskForm.ts', false], ['cells.tsx', false], ['task-menu.tsx', false], ['task_form.ts', false],
    ['Elsewhere.test.tsx', false], ['taskForm.test.ts', false],
  ])('%s: %s', (name, isGood) => {
    expect(isWellNamed(name, ['TaskMenu.tsx', 'task-form.ts'])).toBe(isGood);
  });
});

describe('a folder', () => {
  const modules = Array.from({ length: 17 }, (_, at) => `module-${at}.ts`);

  it('may hold seventeen modules, their tests and whatever else', () => {
    expect(findCrowd([...modules, 'module-1.test.ts', 'rooms.css', 'room'])).toBeNull();
  });

  it('is a crowd with one more', () => {
    expect(findCrowd([...modules, 'Another.tsx'])).toHaveLength(18);
  });
});
