/** Each test file belongs to a task, the task depends on all that its tests read, and built packages are used as such. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, workspaces } from '../../../scripts/workspaces.mjs';
import { isTest, reachedFrom, suiteOf, testFiles } from '../testFiles.js';
import { taskInputs } from '../turboTasks.js';

const tested = workspaces()
  .map(({ path, manifest }) => ({
    path,
    name: manifest.name,
    scripts: Object.keys(manifest.scripts ?? {}),
    files: testFiles(path).filter(isTest),
  }))
  .filter(({ files }) => files.length > 0);
const cached = ['test', 'test:built'];
const inputs = taskInputs(cached);
/** Whether a test uses public entries alone, so that it can run on built packages. */
const isPublic = (file: string): boolean => suiteOf(file) === 'test' && !file.includes('/test/internal/');

it('packages, examples, tools and benchmarks have tests', () => {
  expect(tested.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['bench', 'examples/quickstart', 'packages/sk-core', 'tools/repository']),
  );
});

describe.each(tested)('$path', ({ path, name, scripts, files }) => {
  it('has a script for each suite of its test files', () => {
    expect([...new Set(files.map(suiteOf))].filter((suite) => !scripts.includes(suite))).toEqual([]);
  });

  it.each(cached.filter((task) => scripts.includes(task)))(
    '%s runs again when a file changes that its tests reach',
    (task) => {
      const known = inputs(`${name}#${task}`);
      expect(known.size).toBeGreaterThan(0);
      const isOwn = (file: string): boolean => file.startsWith(`${path}/`);
      const unknown = files
        .filter((file) => suiteOf(file) === task || (task === 'test:built' && isPublic(file)))
        .flatMap((file) => [...reachedFrom(file)].map((target) => ({ file, target })))
        .filter(({ target }) => !isOwn(target) && statSync(join(root, target)).isFile())
        // package-lock.json stands for what is installed.
        .filter(({ target }) => !target.startsWith('node_modules/'))
        .filter(({ target }) => !known.has(target));
      expect(unknown).toEqual([]);
    },
  );

  if (scripts.includes('test:built')) {
    it('outside of test/internal, tests use public entries alone', () => {
      const inside = files
        .filter((file) => cached.includes(suiteOf(file)) && !file.includes('/test/internal/'))
        .flatMap((file) => [...reachedFrom(file)].map((target) => ({ file, target })))
        .filter(({ target }) => target.split('/').includes('src'));
      expect(inside).toEqual([]);
    });
  }
});
