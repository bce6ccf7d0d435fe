/** The built command says how it is used, and refuses what it does not know. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../bin/sk-viz.js', import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });

it.each([[['--help']], [['report', '--help']], [['attention', '--help']]])('helps: %j', (args) => {
  const { status, stdout } = run(...args);
  expect(status).toBe(0);
  expect(stdout).toContain('Usage: sk-viz');
});

it('answers a command that it does not know with one line and exit code 2', () => {
  const { status, stderr } = run('draw');
  expect(status).toBe(2);
  expect(stderr).toMatch(/unknown command/);
});
