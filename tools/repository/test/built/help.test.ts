/** Help is printed without what the commands compute with. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const dataUrl = (script: string): string => `data:text/javascript,${encodeURIComponent(script)}`;
/** Writes the address of each module that is loaded. */
const hooks = dataUrl(`
  import { writeSync } from 'node:fs';
  export function load(url, context, next) {
    writeSync(2, url + '\\n');
    return next(url, context);
  }`);
const watch = dataUrl(`import { register } from 'node:module'; register(${JSON.stringify(hooks)});`);

function scriptOf(command: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${command}/package.json`);
  return join(dirname(manifest), 'bin', `${command}.js`);
}

function modulesFor(command: string, args: readonly string[]): readonly string[] {
  const script = scriptOf(command);
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', watch, script, ...args], {
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(stdout).toContain(`Usage: ${[command, ...args.slice(0, -1)].join(' ')} `);
  return stderr.split('\n');
}

it.each([
  ['sk-train', ['--help']],
  ['sk-train', ['fit', '--help']],
  ['sk-train', ['predict', '--help']],
  ['sk-viz', ['--help']],
  ['sk-viz', ['report', '--help']],
])('%s %j loads the kit of commands, no model, no operator and no TensorFlow.js', (command, args) => {
  const modules = modulesFor(command, args);
  expect(modules.filter((url) => url.includes('/sk-io/dist/command/')).length).toBeGreaterThan(10);
  expect(modules.find((url) => /\/sk-(models|core|backend-\w+)\/|\/@tensorflow\//.test(url))).toBeUndefined();
});

it.each([
  ['sk-train', ['--help']],
  ['sk-viz', ['report', '--help']],
])('%s %j ends well where nobody reads it', async (command, args) => {
  const child = spawn(process.execPath, [scriptOf(command), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const said: Buffer[] = [];
  child.stderr.on('data', (text: Buffer) => said.push(text));
  const [code] = await once(child, 'close');
  expect(`${Buffer.concat(said)}`).toBe('');
  expect(code).toBe(0);
});
