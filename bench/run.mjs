/** Asks questions about speed, each in a process of its own: `node bench/run.mjs --help`. */
import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { exitCode, runNpm } from '../scripts/run.mjs';

const questions = {
  groupedConv: 'grouped, dilated convolutions: forward, forward + backward',
  matMul: 'matrix products in all transposed forms',
  skUnit: 'a whole SK unit in training',
  inference: 'SKNet-50 and ResNeXt-50 on one photograph',
  trainStep: 'SKNet-50 and ResNeXt-50, a training step of four photographs',
};

const gpuQuestions = {
  bandwidth: 'select, fuse, batch norm and channel shuffle beside a copy',
  groupedConv: 'grouped, dilated convolutions in batches of 32',
  skUnit: 'a whole SK unit in training, batches of 32, 128 and 256',
  inference: 'SKNet-50 and ResNeXt-50, batches of 32, 64 and 128',
  trainStep: 'a training step of the same',
  quick: 'one small work of each kind, to see whether everybody can',
};
/** Answered by counting, on any machine. */
const countQuestions = {
  traffic: 'dispatches and bytes of SKNet-50 on WebGPU: ours, those of stock tfjs, and the least',
  counts: 'bytes and MACs of an SK unit, and their least times at given ceilings',
};

const help = `Measures speed side by side: ours, stock TensorFlow.js, jax-js, ONNX Runtime, PyTorch; each beside the baseline.

  npm run bench -- [question...] [options]

Questions, all of them unless some are named:
${listed(questions)}

With --gpu, on a GPU through WebGPU, beside PyTorch on CUDA; all but quick unless some are named:
${listed(gpuQuestions)}

Counted, nothing is measured:
${listed(countQuestions)}

Options:
  --rounds N     turns of each runtime (7)
  --only A,B     only these runtimes, by their names in bench/README.md
  --works TEXT   only works whose titles contain this
  --python PATH  a Python that has bench/peers/requirements.txt (python3)
  --no-build     measure the packages as they were last built
  --gpu          the questions about GPUs, from the sources
  --clock NAME   of --gpu: wall, or device for the device's own
  --allow-software
                 of --gpu: where there is no GPU, whether everybody can do the works at all
  --batch N      of traffic: images of a training step (32)
  --copy N, --matmul N
                 of counts: ceilings in GB/s and GFLOP/s (1000, 10000)
  --help

Examples:
  npm run bench
  npm run bench -- skUnit trainStep --python venv/bin/python
  npm run bench -- groupedConv --only ours,torch --works "dilation 2" --rounds 3
  npm run bench -- --gpu skUnit trainStep --python venv/bin/python
  npm run bench -- traffic

Results of at least 7 rounds of everybody are written to bench/results.`;

function listed(all) {
  return Object.entries(all)
    .map(([name, asks]) => `  ${name.padEnd(12)} ${asks}`)
    .join('\n');
}

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);

function refuse(message) {
  console.error(`${message} (--help tells more)`);
  process.exit(2);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        rounds: { type: 'string', default: '7' },
        only: { type: 'string' },
        works: { type: 'string' },
        python: { type: 'string', default: 'python3' },
        'no-build': { type: 'boolean', default: false },
        gpu: { type: 'boolean', default: false },
        clock: { type: 'string' },
        'allow-software': { type: 'boolean', default: false },
        batch: { type: 'string', default: '32' },
        copy: { type: 'string', default: '1000' },
        matmul: { type: 'string', default: '10000' },
        help: { type: 'boolean', default: false },
      },
    });
    return { ...values, rounds: Number(values.rounds), names: positionals };
  } catch (error) {
    return refuse(error.message);
  }
}

/** One program of the harness; packages stay outside, as they were built. */
async function bundle(name, contents) {
  const { build } = await import('esbuild');
  const outfile = join(root, '.cache', 'bench', `${name}.mjs`);
  await build({
    stdin: { contents, resolveDir: here, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}

const questionProgram = (name) =>
  bundle(
    name,
    `import { ask } from './harness/questions/ask.js';
import { question } from './questions/${name}.js';
await ask(question, JSON.parse(process.argv[2]));`,
  );

const threadedProgram = () =>
  bundle(
    'threaded',
    `import { startThreaded } from './harness/wasm/threadedChild.js';
import { serve } from './peers/serve.mjs';
const { version, prepare } = await startThreaded(Number(process.argv[2]));
await serve(version, prepare);
process.exit();`,
  );

/** Without a driver of its own the machine gets a software one. */
const software = ['--import', pathToFileURL(join(root, 'tools', 'swiftshader', 'load.mjs')).href];

async function runWebgpu(command, options, node = []) {
  const { bundleWebgpu } = await import('./bundle.mjs');
  const program = await bundleWebgpu(join(root, '.cache', 'bench', 'webgpu.mjs'));
  const args = [...node, program, command, JSON.stringify({ program, results, ...options })];
  return exitCode(process.execPath, args, root);
}

const { names, rounds, only, works, python, gpu, clock, ...flags } = readArguments();
if (flags.help) {
  console.log(help);
  process.exit(0);
}
const known = gpu ? gpuQuestions : { ...questions, ...countQuestions };
const unknown = names.find((name) => !Object.hasOwn(known, name));
if (unknown !== undefined) {
  refuse(`There is no question "${unknown}"${gpu ? ' with --gpu' : ''}: ${Object.keys(known).join(', ')}`);
}
const [batch, copy, matmul] = [flags.batch, flags.copy, flags.matmul].map(Number);
for (const [name, value] of Object.entries({ rounds, batch })) {
  if (!Number.isInteger(value) || value < 1) refuse(`--${name} wants a whole number from 1`);
}
if (!(copy > 0 && matmul > 0)) refuse('--copy and --matmul want numbers above 0');
if (clock !== undefined && clock !== 'wall' && clock !== 'device') refuse('--clock wants wall or device');

const results = join(here, 'results');
const peers = join(here, 'peers');
// A path is meant from where the user stands; a bare name is looked up.
const interpreter =
  python === basename(python) ? python : resolve(process.env.INIT_CWD ?? process.cwd(), python);
const asked =
  names.length > 0
    ? names
    : Object.keys(known).filter((name) => !Object.hasOwn({ ...countQuestions, quick: '' }, name));
mkdirSync(join(root, '.cache', 'bench'), { recursive: true });

if (gpu) {
  const allowSoftware = flags['allow-software'];
  for (const name of asked) {
    const options = {
      ...{ name, peers, python: interpreter, allowSoftware, rounds, clock },
      ...{ works, only: only?.split(',') },
    };
    const code = await runWebgpu('ask', options, allowSoftware ? software : []);
    if (code !== 0) process.exit(code);
  }
  process.exit(0);
}

for (const name of asked.filter((each) => Object.hasOwn(countQuestions, each))) {
  const options = name === 'traffic' ? { batch } : { copy, matmul };
  const code = await runWebgpu(name, options);
  if (code !== 0) process.exit(code);
}
const measured = asked.filter((name) => Object.hasOwn(questions, name));
if (measured.length === 0) process.exit(0);

if (!flags['no-build']) {
  const code = await exitCode(process.execPath, [join(root, 'scripts', 'setup.mjs')], root);
  if (code !== 0) process.exit(code);
}
if (!existsSync(join(peers, 'node_modules'))) {
  console.log('Installing the peers of bench/peers/package-lock.json');
  await runNpm(['ci', '--ignore-scripts', '--no-fund', '--no-audit'], peers);
}
const threaded = await threadedProgram();
for (const name of measured) {
  const options = {
    name,
    folder: here,
    rounds,
    python: interpreter,
    threaded,
    works,
    only: only?.split(','),
  };
  const code = await exitCode(process.execPath, [await questionProgram(name), JSON.stringify(options)], root);
  if (code !== 0) process.exit(code);
}
