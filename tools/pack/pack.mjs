/**
 * Makes one folder, and an archive of it, that runs the WebGPU kernels, their benchmarks and the sk-train command on an
 * offline Linux x64 host:
 *
 *     node tools/pack/pack.mjs --out FOLDER [--with-swiftshader]
 *
 * In it: this Node, Dawn, the Vulkan loader, the libraries that NVIDIA's driver wants, everything of ours in one file,
 * PyTorch's side of the benchmarks, the command with its decode worker, run.sh and sk-train.sh.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleProgram } from '../../bench/bundle.mjs';
import { unpackSwiftShader } from '../swiftshader/unpack.mjs';
import { packCommand } from './command.mjs';
import { findLibraries, librarySets } from './libraries.mjs';

const mostMiB = 60;
const here = dirname(fileURLToPath(import.meta.url));
const peers = join(here, '..', '..', 'bench', 'peers');

function refuse(message) {
  console.error(message);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      options: { out: { type: 'string' }, 'with-swiftshader': { type: 'boolean', default: false } },
    }).values;
  } catch (error) {
    return refuse(error.message);
  }
}

const { out, 'with-swiftshader': withSwiftShader } = readArguments();
if (out === undefined) refuse('usage: node tools/pack/pack.mjs --out FOLDER [--with-swiftshader]');
if (process.platform !== 'linux' || process.arch !== 'x64') {
  refuse(
    `the folder is for Linux x64 and takes this Node along, which is for ${process.platform} ${process.arch}`,
  );
}
const folder = resolve(process.env.INIT_CWD ?? process.cwd(), out);
if (existsSync(folder) && readdirSync(folder).length > 0) refuse(`${folder} is not empty`);

mkdirSync(join(folder, 'lib'), { recursive: true });
mkdirSync(join(folder, 'peers'));
mkdirSync(join(folder, 'results'));

copyFileSync(process.execPath, join(folder, 'node'));
chmodSync(join(folder, 'node'), 0o755);
for (const name of ['environment.sh', 'run.sh', 'sk-train.sh']) {
  copyFileSync(join(here, name), join(folder, name));
}
for (const name of ['worker.py', 'networks.py', 'requirements.txt']) {
  copyFileSync(join(peers, name), join(folder, 'peers', name));
}
await bundleProgram('webgpu', join(folder, 'program.mjs'), { minify: true });
await packCommand(folder);

const dawn = dirname(createRequire(import.meta.url).resolve('webgpu'));
for (const name of ['package.json', 'index.js', 'LICENSE.md', join('dist', 'linux-x64')]) {
  cpSync(join(dawn, name), join(folder, 'node_modules', 'webgpu', name), { recursive: true });
}

const swiftShader = unpackSwiftShader();
const vulkan = [
  'libvulkan.so.1',
  ...(withSwiftShader ? ['libvk_swiftshader.so', 'vk_swiftshader_icd.json'] : []),
];
for (const name of vulkan) copyFileSync(join(swiftShader, name), join(folder, 'lib', name));
for (const kind of ['GLX', 'EGL']) {
  const driver = {
    file_format_version: '1.0.0',
    ICD: { library_path: `lib${kind}_nvidia.so.0`, api_version: '1.3.0' },
  };
  writeFileSync(join(folder, 'lib', `nvidia_${kind}.json`), `${JSON.stringify(driver)}\n`);
}

const packed = new Set();
const lacking = Object.entries(librarySets).flatMap(([set, wanted]) => {
  const { found, missing } = findLibraries(wanted);
  mkdirSync(join(folder, 'lib', set));
  for (const path of found.filter((each) => !packed.has(each))) {
    copyFileSync(path, join(folder, 'lib', set, basename(path)));
    packed.add(path);
  }
  return missing;
});
if (lacking.length > 0) {
  console.log(
    `without ${lacking.join(', ')}, which this machine lacks and NVIDIA's driver wants: bench/README.md names the packages`,
  );
}

const archive = `${folder}.tar.gz`;
rmSync(archive, { force: true });
execFileSync('tar', ['-czf', archive, '-C', dirname(folder), basename(folder)]);
const size = statSync(archive).size / 2 ** 20;
console.log(`${folder}\n${archive}: ${size.toFixed(1)} MiB`);
if (size > mostMiB) {
  console.error(`more than ${mostMiB} MiB`);
  process.exit(1);
}
