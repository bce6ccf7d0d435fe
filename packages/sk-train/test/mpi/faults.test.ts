/** Runs on several ranks that are killed, stopped or find the disk full end, and go on from a whole checkpoint. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLog } from 'sk-io/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../command.js';
import { bytesAfter, checkpointName } from '../endurance/kills.js';
import { writeImageFolder } from '../imageFiles.js';
import { writeSmallNetwork } from '../smallNetwork.js';
import { type Ended, type Library, startRanks } from './mpirun.js';

/** Many more than come before a fault: however late the test notices a step, the run is still far from its end. */
const steps = 48;
const checkpointEvery = 3;

const folder = mkdtempSync(join(tmpdir(), 'sk-train-ranks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [data, network] = [join(folder, 'data'), join(folder, 'network')];
/** The run that nothing happens to, by the number of its ranks. */
const wholes = new Map<number, string>();

const fitArguments = (run: string, seed = 3): string[] => [
  ...['fit', '--data', join(data, 'train'), '--val-split', '0', '--from', network, '--out', run, '--resume'],
  ...['--epochs', `${steps / 6}`, '--batch-size', '6', '--lr', '0.05', '--warmup', '1', '--seed', `${seed}`],
  ...['--checkpoint-every', `${checkpointEvery}`, '--log-every', '1', '--workers', '0', '--backend', 'cpu'],
  // Long enough for a busy machine.
  ...['--rank-timeout', '30s'],
];

interface Running {
  readonly ended: Promise<Ended>;
  /** Sends a signal to a rank. */
  readonly signal: (rank: number, name: NodeJS.Signals) => void;
}

function start(
  run: string,
  {
    size,
    library = 'openmpi',
    full,
    seeds = [],
  }: {
    readonly size: number;
    readonly library?: Library;
    /** The checkpoint that finds the disk full. */
    readonly full?: string;
    readonly seeds?: readonly number[];
  },
): Running {
  const pids = join(folder, `pids-${Math.random()}`);
  mkdirSync(pids);
  const fault = new URL('./rankFault.mjs', import.meta.url);
  fault.search = `pids=${pids}${full === undefined ? '' : `&full=${full}`}`;
  const { ended } = startRanks(
    library,
    Array.from({ length: size }, (_, rank) => [['--import', fault.href], fitArguments(run, seeds[rank])]),
  );
  const signal = (rank: number, name: NodeJS.Signals): void =>
    void process.kill(Number(readFileSync(join(pids, `${rank}`), 'utf8')), name);
  return { ended, signal };
}

/** Waits until a run has taken a step. @throws Error if it ends before. */
async function reached(run: string, step: number, ended: Promise<Ended>): Promise<void> {
  const isThere = (): boolean =>
    existsSync(join(run, 'log.jsonl')) && (readLog(run) ?? []).some((record) => record.step >= step);
  let early: Ended | undefined;
  void ended.then((end) => {
    early = end;
  });
  while (!isThere()) {
    if (early !== undefined) throw new Error(`the run ended before step ${step}: ${early.stderr}`);
    await sleep(5);
  }
}

async function whole(size: number): Promise<string> {
  const before = wholes.get(size);
  if (before !== undefined) return before;
  const run = join(folder, `whole-${size}`);
  const end = await start(run, { size }).ended;
  expect(end, end.stderr).toMatchObject({ code: 0 });
  wholes.set(size, run);
  return run;
}

/** One fault: what happens to a rank, at which step, and on how many ranks the run goes on. */
interface Fault {
  readonly kind: 'kill' | 'stop' | 'save' | 'full disk';
  readonly library: Library;
  readonly size: number;
  readonly rank: number;
  readonly step: number;
  readonly resumedOn: number;
}

const kinds = ['kill', 'stop', 'save', 'full disk'] as const;
const count = Number(process.env['SK_FAULTS'] ?? 4);
/** SK_FAULTS=30 makes thirty of them. */
const faults: readonly Fault[] = Array.from({ length: count }, (_, i) => {
  const size = i % 3 === 2 ? 3 : 2;
  const kind = kinds[i % kinds.length] ?? 'kill';
  return {
    ...{ kind, size, rank: kind === 'full disk' ? 0 : i % size, step: 2 + ((5 * i) % 15) },
    library: (i + Math.floor(i / kinds.length)) % 2 === 0 ? 'openmpi' : 'mpich',
    resumedOn: i % 4 === 2 ? 1 + (i % 3) : size,
  };
});

beforeAll(async () => {
  await writeImageFolder(data, { train: 12, test: 0 });
  await writeSmallNetwork(network);
});

describe('a fault', () => {
  it.each(faults)(
    '$kind of rank $rank of $size at step $step on $library, resumed on $resumedOn',
    async (fault) => {
      const { kind, library, size, rank, step, resumedOn } = fault;
      const run = join(folder, `run-${faults.indexOf(fault)}`);
      const cut = checkpointName(checkpointEvery * Math.ceil(step / checkpointEvery));
      const { ended, signal } = start(run, { size, library, ...(kind === 'full disk' && { full: cut }) });
      if (kind !== 'full disk') {
        await reached(run, step, ended);
        signal(rank, kind === 'kill' ? 'SIGKILL' : kind === 'stop' ? 'SIGSTOP' : 'SIGUSR2');
      }
      const end = await ended;
      expect(end.code, end.stderr).toBe(
        { kill: library === 'openmpi' ? 137 : 9, stop: 6, save: 143, 'full disk': 1 }[kind],
      );
      if (kind === 'stop')
        expect(end.stderr).toMatch(/^sk-train: .*another rank has not answered rank \d of \d/m);
      if (kind === 'full disk') expect(end.stderr).toMatch(/^sk-train: .*ENOSPC/m);
      if (kind === 'save') expect(end.stdout).toContain('stopped and saved at step');
      const again = await start(run, { size: resumedOn, library }).ended;
      expect(again, again.stderr).toMatchObject({ code: 0 });
      expect(readLog(run)?.at(-1)).toMatchObject({ kind: 'epoch', step: steps });
      if (resumedOn === size) expect(bytesAfter(run, steps)).toEqual(bytesAfter(await whole(size), steps));
    },
  );
});

describe.each(['openmpi', 'mpich'] as const)('%s', (library) => {
  it('four ranks train', async () => {
    const run = join(folder, `four-${library}`);
    const args = [...fitArguments(run), '--batch-size', '8', '--max-steps', '4'];
    const { ended } = startRanks(
      library,
      Array.from({ length: 4 }, () => [[], args]),
    );
    const end = await ended;
    expect(end, end.stderr).toMatchObject({ code: 0 });
    expect(end.stderr).toMatch(/^ranks: 4 on (Open MPI|MPICH) \S+, 1 thread each; a batch of 8 is 2 images/m);
  });

  it('another seed on one rank is refused before the first step, in one line', async () => {
    const run = join(folder, `seed-${library}`);
    const end = await start(run, { size: 2, library, seeds: [3, 4] }).ended;
    expect(end.code, end.stderr).toBe(6);
    const lines = end.stderr.split('\n').filter((line) => line.startsWith('sk-train: '));
    expect(lines).toEqual([
      expect.stringMatching(/rank 1 has not what rank 0 has: recipe\.seed \(4, not 3\)/),
    ]);
    expect(existsSync(join(run, 'checkpoints')) ? readdirSync(join(run, 'checkpoints')) : []).toEqual([]);
  });
});

it('--processes starts mpirun where it is, and ends with the code of its ranks', async () => {
  const run = join(folder, 'processes');
  const args = [...fitArguments(run), '--processes', '2'];
  const end = await runCommand([...args, '--max-steps', '2']);
  expect(end, end.stderr).toMatchObject({ code: 0 });
  expect(end.stderr).toMatch(/^ranks: 2 by mpirun, on (Open MPI|MPICH) \S+$/m);
  const data = join(folder, 'none');
  const missing = await runCommand([...args.slice(0, 1), '--data', data, '--processes', '2']);
  expect(missing.code, missing.stderr).toBe(3);
  const lines = missing.stderr.split('\n').filter((line) => line.startsWith('sk-train: '));
  expect(lines).toEqual([expect.stringContaining(data)]);
});
