import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });

it.each([[[]], [['--help']], [['build', '--help']], [['check', '-h']]])('%j prints help', (args) => {
  const { status, stdout, stderr } = run(...args);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^Usage: sk-backend-node /);
  expect(stdout).toMatch(/Exit codes:/);
});

it.each([
  [['make'], 2, /wants build or check, got make/],
  [['--cuda'], 2, /wants build or check first, got --cuda/],
  [['build', '--cuda12'], 2, /Unknown option '--cuda12'/],
  [['check', '--device', 'gpu'], 2, /--device wants cpu or the index of a GPU, got gpu/],
  [['build'], 1, /@tensorflow\/tfjs-node is not installed: npm install --ignore-scripts/],
  [['check'], 1, /@tensorflow\/tfjs-node is not installed/],
])('%j ends with one line and exit code %i', (args, code, message) => {
  const { status, stdout, stderr } = run(...args);
  expect([status, stdout]).toEqual([code, '']);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
