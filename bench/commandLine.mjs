/** The command line of `npm run bench`: its questions, options and help. */
import { parseArgs } from 'node:util';

/** Questions by who answers them: the processor, a GPU, a device that computes nothing, or a run that is watched. */
export const questions = {
  wasm: {
    groupedConv: 'grouped, dilated convolutions: forward, forward + backward',
    matMul: 'matrix products in all transposed forms',
    skUnit: 'a whole SK unit in training',
    inference: 'SKNet-50 and ResNeXt-50 on one photograph',
    trainStep: 'SKNet-50 and ResNeXt-50, a training step of four photographs',
  },
  webgpu: {
    bandwidth: 'select, fuse, batch norm and channel shuffle beside a copy',
    groupedConv: 'grouped, dilated convolutions in batches of 32',
    skUnit: 'a whole SK unit in training, batches of 32, 128 and 256',
    inference: 'SKNet-50 and ResNeXt-50, batches of 32, 64 and 128',
    trainStep: 'a training step of the same networks',
    quick: 'one small work of each kind, to see whether every runtime can do it',
  },
  counted: {
    replay: 'JavaScript of a training step on WebGPU, captured beside not captured',
    traffic: 'dispatches and bytes of SKNet-50 on WebGPU: ours, those of stock tfjs, and the least',
    counts: 'bytes and MACs of an SK unit, and their least times at given ceilings',
  },
  endurance: {
    soak: 'memory, tensors and open files over 20,000 small steps with everything on',
    ranks:
      'two ranks on two cores: images a second beside one, what plan says, and allreduce beside C (Open MPI, MPICH, mpicc)',
    shards: 'an epoch of 1.28 million samples in shards: memory, rate, and the order after a kill',
    kills: 'runs that are killed again and again, beside one that is left alone: the same bits?',
  },
};

const listed = (all) =>
  Object.entries(all)
    .map(([name, asks]) => `  ${name.padEnd(12)} ${asks}`)
    .join('\n');

const help = `Measures speed side by side: ours, stock TensorFlow.js, jax-js, ONNX Runtime, PyTorch; each beside the baseline.

  npm run bench -- [question...] [options]

Questions, all of them unless some are named:
${listed(questions.wasm)}

With --gpu, on a GPU through WebGPU, beside PyTorch on CUDA; all but quick unless some are named:
${listed(questions.webgpu)}

Without any GPU, on a device that computes nothing:
${listed(questions.counted)}

Of training that goes on for long, up to half an hour each:
${listed(questions.endurance)}

Options:
  --rounds N     turns of each runtime (7)
  --only A,B     only these runtimes, by their names in bench/README.md
  --works TEXT   only works whose titles contain this
  --python PATH  a Python that has bench/peers/requirements.txt (python3)
  --no-build     measure the packages as they were last built
  --gpu          the questions about GPUs, from the sources
  --clock NAME   of --gpu: wall, or device for the device's own
  --allow-software
                 of --gpu: where there is no GPU, whether every runtime can do the works at all
  --batch N      of traffic and replay: images of a training step (32)
  --copy N, --matmul N
                 of counts: ceilings in GB/s and GFLOP/s (1000, 10000)
  --steps N      of soak (20000); --kills N, of kills (200), in tens
  --samples N    of shards (1280000), in thousands from 10000 on
  --help

Examples:
  npm run bench
  npm run bench -- skUnit trainStep --python venv/bin/python
  npm run bench -- groupedConv --only ours,torch --works "dilation 2" --rounds 3
  npm run bench -- --gpu skUnit trainStep --python venv/bin/python
  npm run bench -- traffic
  npm run bench -- replay --rounds 15
  npm run bench -- kills --kills 20

Results of at least 7 rounds of all runtimes and works are written to bench/results.`;

/** Returns the options and the names of the questions to ask; ends the process with 2 where they make no sense. */
export function readCommandLine() {
  const { names, ...values } = readArguments();
  if (values.help) {
    console.log(help);
    process.exit(0);
  }
  const { gpu, clock } = values;
  const known = gpu ? questions.webgpu : { ...questions.wasm, ...questions.counted, ...questions.endurance };
  const unknown = names.find((name) => !Object.hasOwn(known, name));
  if (unknown !== undefined) {
    refuse(`There is no question "${unknown}"${gpu ? ' with --gpu' : ''}: ${Object.keys(known).join(', ')}`);
  }
  const [rounds, batch, copy, matmul, steps, kills, samples] = [
    ...['rounds', 'batch', 'copy', 'matmul', 'steps', 'kills', 'samples'],
  ].map((name) => Number(values[name]));
  for (const [name, value] of Object.entries({ rounds, batch, steps, kills, samples })) {
    if (!Number.isInteger(value) || value < 1) refuse(`--${name} wants a whole number from 1`);
  }
  if (!(copy > 0 && matmul > 0)) refuse('--copy and --matmul want numbers above 0');
  if (clock !== undefined && clock !== 'wall' && clock !== 'device') refuse('--clock wants wall or device');
  const usual = Object.keys(gpu ? questions.webgpu : questions.wasm).filter((name) => name !== 'quick');
  return {
    ...values,
    ...{ rounds, batch, copy, matmul, steps, kills, samples },
    only: values.only?.split(','),
    asked: names.length > 0 ? names : usual,
  };
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
        steps: { type: 'string', default: '20000' },
        kills: { type: 'string', default: '200' },
        samples: { type: 'string', default: '1280000' },
        help: { type: 'boolean', default: false },
      },
    });
    return { ...values, names: positionals };
  } catch (error) {
    return refuse(error.message);
  }
}

function refuse(message) {
  console.error(`${message} (--help tells more)`);
  process.exit(2);
}
