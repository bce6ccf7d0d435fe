/** The command line of the packed folder: shows the adapter, checks the kernels on it, then measures. */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AskOptions } from '../harness/questions/ask.js';
import { runtimes } from '../harness/runtimes/runtimes.js';
import type { ConformanceOptions } from '../harness/webgpu/conformance.js';
import { questions } from '../questions/questions.js';
import { refuse, refuseUnknown } from './commands.js';

const known = {
  stages: ['adapter', 'conformance', 'bench'],
  questions: Object.keys(questions).filter((name) => questions[name]?.webgpu !== undefined),
  runtimes: Object.keys(runtimes.webgpu),
};
/** Questions that are asked where none is named. */
const usual = ['bandwidth', 'skUnit', 'groupedConv', 'inference', 'trainStep'];

const help = `Runs the WebGPU kernels on this machine's GPU; results are written to results/ beside this script.

  sh run.sh [question...] [options]

Questions of the benchmark, all of them unless some are named: ${usual.join(', ')}

Options:
  --only A,B        some of ${known.stages.join(', ')} (all three)
  --all             all conformance cases, not every seventh
  --quick           few cases, and one small work of each kind, to see whether every runtime can do it
  --rounds N        turns of each runtime (7)
  --runtimes A,B    some of ${known.runtimes.join(', ')}
  --works TEXT      only works whose titles contain this
  --clock NAME      wall, or device for the device's own
  --python PATH     a Python that has PyTorch and timm (python3)
  --allow-software  also on an adapter that computes on the processor: nothing is measured then
  --help`;

const options = {
  only: { type: 'string', default: known.stages.join() },
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

type Values = ReturnType<typeof parse>['values'];

const parse = (args: readonly string[]) => parseArgs({ args: [...args], allowPositionals: true, options });

/** Returns whether all went well. */
export async function runPacked(args: readonly string[]): Promise<boolean> {
  const { values, positionals } = readArguments(args);
  if (values.help) {
    console.log(help);
    return true;
  }
  const stages = values.only.split(',');
  refuseUnknown('stage', stages, known.stages);
  refuseUnknown('question', positionals, known.questions);
  const [, program = ''] = process.argv;
  const results = join(dirname(program), 'results');
  const asked = positionals.length > 0 ? positionals : values.quick ? ['quick'] : usual;
  const asking = asked.map((name) => askOptions(name, values, program, results));

  mkdirSync(results, { recursive: true });
  const log = createWriteStream(join(results, 'log.txt'));
  const run = (command: string, given: object): Promise<boolean> =>
    runLogged([program, command, JSON.stringify(given)], log);
  const allowSoftware = values['allow-software'];
  if (stages.includes('adapter') && !(await run('adapter', { allowSoftware }))) return false;
  let isWell = true;
  if (stages.includes('conformance')) {
    const step = values.all ? 1 : values.quick ? 307 : 7;
    const conformance: ConformanceOptions = { results, allowSoftware, step };
    isWell = await run('conformance', conformance);
  }
  if (stages.includes('bench')) {
    for (const each of asking) isWell = (await run('ask', each)) && isWell;
  }
  await new Promise((done) => log.end(done));
  return isWell;
}

function readArguments(args: readonly string[]): ReturnType<typeof parse> {
  try {
    return parse(args);
  } catch (error) {
    return refuseWithHelp((error as Error).message);
  }
}

function askOptions(name: string, values: Values, program: string, results: string): AskOptions {
  const { clock, works, python } = values;
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) return refuseWithHelp('--rounds wants a whole number from 1');
  if (clock !== undefined && clock !== 'wall' && clock !== 'device') {
    return refuseWithHelp('--clock wants wall or device');
  }
  const only = values.runtimes?.split(',');
  refuseUnknown('runtime', only ?? [], known.runtimes);
  return {
    ...{ name, program, results, rounds, python },
    peers: join(dirname(program), 'peers'),
    allowSoftware: values['allow-software'],
    ...(clock !== undefined && { clock }),
    ...(works !== undefined && { works }),
    ...(only !== undefined && { only }),
  };
}

const refuseWithHelp = (message: string): never => refuse(`${message} (--help tells more)`);

/** Runs a command of the program; its output goes to this process's and to the log. Returns whether it exits with 0. */
function runLogged(args: readonly string[], log: WriteStream): Promise<boolean> {
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
