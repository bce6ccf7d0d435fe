/** Asks questions about speed, each in a process of its own: `node bench/run.mjs --help`. */
import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { exitCode, runNpm } from '../scripts/run.mjs';

const questions = {
  groupedConv: 'grouped, dilated convolutions: forward, forward + backward',
  matMul: 'matrix products in all transposed forms',
  skUnit: 'a whole SK unit in training',
  inference: 'SKNet-50 and ResNeXt-50 on one photograph',
  trainStep: 'SKNet-50 and ResNeXt-50, a training step of four photographs',
};

const help = `Measures speed side by side: ours, stock TensorFlow.js, jax-js, ONNX Runtime, PyTorch; each beside the roof.

  npm run bench -- [question...] [options]

Questions, all of them unless some are named:
${Object.entries(questions)
  .map(([name, asks]) => `  ${name.padEnd(12)} ${asks}`)
  .join('\n')}

Options:
  --rounds N     turns of each contestant (7)
  --only A,B     only these contestants, by their names in bench/README.md
  --works TEXT   only works whose titles contain this
  --python PATH  a Python that has bench/peers/requirements.txt (python3)
  --no-build     measure the packages as they were last built
  --help

Examples:
  npm run bench
  npm run bench -- skUnit trainStep --python venv/bin/python
  npm run bench -- groupedConv --only ours,torch --works "dilation 2" --rounds 3

Results of at least 7 rounds of everybody are written to bench/results.`;

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
    `import { ask } from './harness/ask.js';
import { question } from './questions/${name}.js';
await ask(question, JSON.parse(process.argv[2]));`,
  );

const threadedProgram = () =>
  bundle(
    'threaded',
    `import { startThreaded } from './harness/threaded.js';
import { serve } from './peers/serve.mjs';
const { version, prepare } = await startThreaded(Number(process.argv[2]));
await serve(version, prepare);
process.exit();`,
  );

const { names, rounds, only, works, python, ...flags } = readArguments();
if (flags.help) {
  console.log(help);
  process.exit(0);
}
const unknown = names.find((name) => !Object.hasOwn(questions, name));
if (unknown !== undefined) {
  refuse(`There is no question "${unknown}": ${Object.keys(questions).join(', ')}`);
}
if (!Number.isInteger(rounds) || rounds < 1) refuse('--rounds wants a whole number from 1');

if (!flags['no-build']) {
  const code = await exitCode(process.execPath, [join(root, 'scripts', 'setup.mjs')], root);
  if (code !== 0) process.exit(code);
}
// A path is meant from where the user stands; a bare name is looked up.
const interpreter =
  python === basename(python) ? python : resolve(process.env.INIT_CWD ?? process.cwd(), python);
const peers = join(here, 'peers');
if (!existsSync(join(peers, 'node_modules'))) {
  console.log('Installing the peers of bench/peers/package-lock.json');
  await runNpm(['ci', '--ignore-scripts', '--no-fund', '--no-audit'], peers);
}
mkdirSync(join(root, '.cache', 'bench'), { recursive: true });
const threaded = await threadedProgram();
for (const name of names.length > 0 ? names : Object.keys(questions)) {
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
