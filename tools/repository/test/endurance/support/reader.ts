/** Somebody who tries the blocks of a README in a folder of their own, with Node, npm and a shell. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, transform } from 'esbuild';
import { root } from '../../../../../scripts/workspaces.mjs';
import { archiveOf } from '../../../published.js';
import type { Block } from '../../../readmes.js';

/** What vitest and `npm run` tell their children, which a reader's shell does not have. */
const ours = /^(VITEST|NODE_ENV|NODE_OPTIONS|TEST|SK_|INIT_CWD|npm_)/;
const shell = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))),
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_ignore_scripts: 'true',
  npm_config_prefer_offline: 'true',
};
/** A GPU for machines that have none; it is asked for by name, as people with such a driver would. */
const software = { NODE_OPTIONS: `--import ${pathToFileURL(join(root, 'tools/swiftshader/load.mjs')).href}` };

/** Runs a command to its end. @returns What it prints. @throws Error with all of that where it fails. */
export async function run(
  folder: string,
  command: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  // Downloads of weights are looked for where `prepare` puts them.
  const env = { ...shell, XDG_CACHE_HOME: join(folder, 'cache'), ...more };
  const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ends with ${code}:\n${printed.slice(-4000)}`);
  return printed;
}

/** Tries a block; one that cannot run here is built, or left to the tests of the clone. @returns What it prints. */
export async function tryBlock(folder: string, name: string, block: Block): Promise<string> {
  if (block.mark === 'in a clone' || block.mark === 'on a GPU') return '';
  const more = block.code.includes('webgpu') ? software : {};
  if (block.language === 'sh') return await run(folder, 'bash', ['-euc', commands(block.code)], more);
  if (block.mark === 'in a page') return await buildPage(folder, block.code);
  const [, test] = /^\/\/ (\S+\.test\.ts)\n/.exec(block.code) ?? [];
  if (test !== undefined) return await runTest(folder, test, block.code);
  const { code } = await transform(onSoftware(block.code), { loader: 'ts' });
  writeFileSync(join(folder, `${name}.mjs`), code);
  return await run(folder, process.execPath, [`${name}.mjs`], more);
}

/**
 * Puts archives for names in the lines that install, as the note of each README says, lets a software adapter train one
 * step on small images, which takes it seconds, and stops a sweep as soon.
 */
const commands = (code: string): string =>
  code
    .replaceAll('--backend webgpu', '--backend webgpu --allow-software')
    .replace(/^npx sk-train fit .*--backend webgpu.*$/gm, '$& --max-steps 1 --image-size 16')
    .replace(/^npx sk-train sweep .*--max-time \w+/gm, '$& --max-time 10s')
    .replace(/^npm install(?:.*\\\n)*.*$/gm, (line) => line.replace(/(?<=\s)sk-[\w-]+/g, archiveOf));

const onSoftware = (code: string): string =>
  code.includes('sk-backend-webgpu')
    ? code
        .replace('start();', 'start({ allowSoftware: true });')
        .replace('start({ adapter', 'start({ allowSoftware: true, adapter')
    : code;

async function buildPage(folder: string, contents: string): Promise<string> {
  const stdin = { contents, loader: 'ts', resolveDir: folder } as const;
  await build({ stdin, bundle: true, write: false, format: 'esm', platform: 'browser', logLevel: 'silent' });
  return '';
}

async function runTest(folder: string, file: string, code: string): Promise<string> {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), code);
  // Of the thousands of cases of a backend those of one operator.
  const some = code.includes('backendSuite') ? ['-t', 'channelShuffle|ChannelShuffle'] : [];
  return await run(folder, 'npx', ['vitest', 'run', file, ...some]);
}

/** Checks the types of programs. */
export async function checkTypes(folder: string, programs: readonly string[]): Promise<void> {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
    '--target',
    'es2022',
  ];
  await run(folder, process.execPath, [compiler, ...options, ...programs]);
}
