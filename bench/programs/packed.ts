/** The packed folder's own command: what WebGPU runs on, whether its kernels are right there, then the measurements. */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AskGpuOptions } from '../harness/questions/askGpu.js';
import type { ConformanceOptions } from '../harness/webgpu/conformance.js';

const help = `Runs the WebGPU kernels on this machine's GPU; results are written to results/ beside this script.

  sh run.sh [question...] [options]

Questions of the benchmark, all of them unless some are named: bandwidth, skUnit, groupedConv, inference, trainStep

Options:
  --only A,B        some of adapter, conformance, bench (all three)
  --all             all conformance cases, not every seventh
  --quick           few cases, and one small work of each kind, to see whether everybody can
  --rounds N        turns of each runtime (7)
  --runtimes A,B    some of ours, stock, torch-cuda, timm-cuda
  --works TEXT      only works whose titles contain this
  --clock NAME      wall, or device for the device's own
  --python PATH     a Python that has PyTorch and timm (python3)
  --allow-software  also on an adapter that computes on the processor: nothing is measured then
  --help`;

const stages = ['adapter', 'conformance', 'bench'];
const usual = ['bandwidth', 'skUnit', 'groupedConv', 'inference', 'trainStep'];

const options = {
  only: { type: 'string', default: stages.join() },
  all: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  rounds: { type: 'string', default: '7' },
  runtimes: { type: 'string' },
  works: { type: 'string' },
  clock: { type: 'string' },
  python: { type: 'string', default: 'python3' },
  'allow-software': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function refuse(message: string): never {
  console.error(`${message} (--help tells more)`);
  process.exit(2);
}

/** Answers whether all went well. */
export async function runPacked(args: readonly string[], questions: readonly string[]): Promise<boolean> {
  const { values, positionals } = readArguments(args);
  if (values.help) {
    console.log(help);
    return true;
  }
  const { clock } = values;
  if (clock !== undefined && clock !== 'wall' && clock !== 'device') {
    return refuse('--clock wants wall or device');
  }
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) refuse('--rounds wants a whole number from 1');
  const only = values.only.split(',');
  refuseUnknown('stage', only, stages);
  refuseUnknown('question', positionals, questions);
  const program = process.argv[1] as string;
  const folder = dirname(program);
  const results = join(folder, 'results');
  mkdirSync(results, { recursive: true });
  const log = createWriteStream(join(results, 'log.txt'));
  const run = (command: string, options: object): Promise<boolean> =>
    runCommand([program, command, JSON.stringify(options)], log);

  const allowSoftware = values['allow-software'];
  const { quick, all } = values;
  if (only.includes('adapter') && !(await run('adapter', { allowSoftware }))) return false;
  let isWell = true;
  if (only.includes('conformance')) {
    const step = all ? 1 : quick ? 307 : 7;
    const options: ConformanceOptions = { results, allowSoftware, step };
    isWell = await run('conformance', options);
  }
  if (only.includes('bench')) {
    const asked = positionals.length > 0 ? positionals : quick ? ['quick'] : usual;
    for (const name of asked) {
      const options: AskGpuOptions = {
        ...{ name, program, results, allowSoftware, rounds },
        ...{ peers: join(folder, 'peers'), python: values.python },
        ...(clock !== undefined && { clock }),
        ...(values.works !== undefined && { works: values.works }),
        ...(values.runtimes !== undefined && { only: values.runtimes.split(',') }),
      };
      isWell = (await run('ask', options)) && isWell;
    }
  }
  await new Promise((done) => log.end(done));
  return isWell;
}

function refuseUnknown(what: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) refuse(`There is no ${what} "${unknown}": ${known.join(', ')}`);
}

/** With its words here and in the log. */
function runCommand(args: readonly string[], log: WriteStream): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ] as const) {
      from.pipe(to, { end: false });
      from.pipe(log, { end: false });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}
