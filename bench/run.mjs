/** The command `npm run bench`: asks questions about speed, each in a process of its own. `--help` lists them. */
import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { exitCode, runNpm } from '../scripts/run.mjs';
import { questions, readCommandLine } from './commandLine.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const peers = join(here, 'peers');
const results = join(here, 'results');
const options = readCommandLine();
const { gpu, asked, rounds, only, works, clock } = options;

/** On Linux x64 a software adapter stands in for a GPU's driver. */
const software = ['--import', pathToFileURL(join(root, 'tools', 'swiftshader', 'load.mjs')).href];

/** Bundles the program of a backend once. */
const programs = new Map();
async function programOf(backend) {
  if (!programs.has(backend)) {
    const { bundleProgram } = await import('./bundle.mjs');
    programs.set(backend, await bundleProgram(backend, join(root, '.cache', 'bench', `${backend}.mjs`)));
  }
  return programs.get(backend);
}

/** Runs a command of a program; ends this process with the command's exit code where that is not 0. */
async function runProgram(backend, command, given, node = []) {
  const program = await programOf(backend);
  const args = [...node, program, command, JSON.stringify({ ...given, program, results })];
  endUnless0(await exitCode(process.execPath, args, root));
}

function endUnless0(code) {
  if (code !== 0) process.exit(code);
}

/** Builds the packages, unless they are to be taken as they are. */
async function setUp() {
  if (options['no-build']) return;
  endUnless0(await exitCode(process.execPath, [join(root, 'scripts', 'setup.mjs')], root));
}

/** Asks a question that is measured. A path of an interpreter is relative to the caller's folder; a bare name is looked up. */
async function ask(backend, name) {
  const python =
    options.python === basename(options.python)
      ? options.python
      : resolve(process.env.INIT_CWD ?? process.cwd(), options.python);
  const allowSoftware = gpu && options['allow-software'];
  const given = { name, peers, python, allowSoftware, rounds, works, only, ...(gpu && { clock }) };
  await runProgram(backend, 'ask', given, allowSoftware ? software : []);
}

mkdirSync(join(root, '.cache', 'bench'), { recursive: true });

if (gpu) {
  for (const name of asked) await ask('webgpu', name);
  process.exit(0);
}

for (const name of asked.filter((each) => Object.hasOwn(questions.counted, each))) {
  const { batch, copy, matmul } = options;
  const given = { replay: { batch, rounds }, traffic: { batch }, counts: { copy, matmul } };
  await runProgram('webgpu', name, given[name]);
}

const watched = asked.filter((each) => Object.hasOwn(questions.endurance, each));
if (watched.length > 0) {
  await setUp();
  const { watch } = await import('./endurance.mjs');
  for (const name of watched) endUnless0(await watch(name, { ...options, root, results }));
}

const measured = asked.filter((name) => Object.hasOwn(questions.wasm, name));
if (measured.length > 0) {
  await setUp();
  if (!existsSync(join(peers, 'node_modules'))) {
    console.log('Installing the peers of bench/peers/package-lock.json');
    await runNpm(['ci', '--ignore-scripts', '--no-fund', '--no-audit'], peers);
  }
  for (const name of measured) await ask('wasm', name);
}
