/**
 * Everything that must hold at each commit, as tasks of turbo: what has not changed since it passed is not run again.
 *
 *     node scripts/test.mjs [--full]
 *
 * `--full` runs all of it, whatever the cache has, with the whole convolution grid and the endurance runs; with
 * SK_TEST_DATA=FOLDER also the tests of real images in that folder. The last line adds up all tests.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readCounts, removeCounts } from './counts.mjs';
import { install } from './install.mjs';
import { turbo } from './turbo.mjs';
import { root, workspaces } from './workspaces.mjs';

const rootTasks = ['lint', 'types', 'unused'];
const full = process.argv.includes('--full');
const data = process.env.SK_TEST_DATA;
const tasks = [
  ...['test', 'test:built', 'package'],
  ...(full ? ['test:endurance', 'test:browser', 'test:network', 'test:mpi'] : []),
  ...(full && data !== undefined ? ['test:realImages'] : []),
];

await install();
// A folder and the tasks that owe their counts.
const owed = [
  { path: '.', tasks: rootTasks },
  ...workspaces().map(({ path, manifest }) => ({
    path,
    tasks: tasks.filter((task) => manifest.scripts?.[task] !== undefined),
  })),
];
for (const { path, tasks } of owed) for (const task of tasks) removeCounts(join(root, path), task);
if (full) rmSync(join(root, '.cache', 'tsconfig.tsbuildinfo'), { force: true });

const code = await turbo(
  [...rootTasks, 'build', ...tasks, '--continue', '--output-logs=errors-only', ...(full ? ['--force'] : [])],
  full ? { SK_TEST_FULL: '1' } : {},
);

const total = { passed: 0, failed: 0 };
for (const { path, tasks } of owed) {
  for (const task of tasks) {
    const counts = readCounts(join(root, path), task);
    const { passed, failed } = counts ?? { passed: 0, failed: 1 };
    total.passed += passed;
    total.failed += failed;
    const words = counts === undefined ? 'did not run' : `${passed} passed, ${failed} failed`;
    console.log(`${path === '.' ? '' : `${path} `}${task}: ${words}`);
  }
}
if (code !== 0 && total.failed === 0) total.failed = 1;
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);
