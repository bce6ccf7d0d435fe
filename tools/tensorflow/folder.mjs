/** A folder beside the clone with the packages as npm would install them, where TensorFlow is built and tested. */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../scripts/workspaces.mjs';

const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const tests = 'tools/tensorflow/inFolder';

/** The packages that the tests in the folder import, beside what the README of sk-backend-node installs. */
const more = [
  ...['sk-conformance', 'sk-io', 'sk-models', 'sk-train', 'sk-backend-wasm'],
  ...['@tensorflow/tfjs-backend-wasm@4.22.0', '@tensorflow/tfjs-backend-cpu@4.22.0', 'sharp'],
  `vitest@${devDependencies.vitest}`,
];

/** Runs a program in a folder. @returns what it prints. @throws Error with the end of that where it fails */
export async function run(folder, program, args, { env = {}, show = false } = {}) {
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed += text;
      if (show) process.stderr.write(text);
    });
  }
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code === 0) return printed;
  throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${printed.slice(-4000)}`);
}

/** Packs the built packages. */
export async function pack(into) {
  mkdirSync(into, { recursive: true });
  await run(root, 'bash', ['-c', `npm pack --silent ./packages/* --pack-destination '${into}'`]);
}

/** Installs packages out of the archives beside the folder, and of the registry, without their scripts. */
export async function install(folder, names) {
  const archives = names.map((name) => (name.startsWith('sk-') ? `../${name}-*.tgz` : `'${name}'`));
  const options = '--no-audit --no-fund --ignore-scripts --prefer-offline';
  await run(folder, 'bash', ['-c', `npm install ${options} ${archives.join(' ')}`]);
}

/** Installs what the tests want, and copies them with what they import. */
export async function bringTests(folder) {
  await install(folder, more);
  for (const path of [tests, 'tools/foreignModel/nsfwjs.ts']) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
}

/** Runs the tests of a file. @returns how many passed. @throws Error where one fails */
export async function test(folder, file, { node = process.execPath, env = {}, show = false } = {}) {
  const report = join(folder, `${file}.json`);
  const reporters = [
    '--silent=passed-only',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const timeouts = ['--testTimeout=3600000', '--hookTimeout=3600000'];
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    `${tests}/${file}.test.ts`,
    ...reporters,
    ...timeouts,
  ];
  const printed = await run(folder, node, args, { env, show });
  const { numPassedTests: passed } = JSON.parse(readFileSync(report, 'utf8'));
  return { passed, printed };
}
