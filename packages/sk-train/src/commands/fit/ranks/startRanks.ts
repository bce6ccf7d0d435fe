/** `--processes`: starts this command again, on several ranks. */
import { elementAt } from 'sk-core';
import { exitCodes, printNote, UsageError } from 'sk-io/command';
import { launchOf } from '../../../node/ranks/launch.js';
import { findMpirun, runRanks } from '../../../node/ranks/mpirun.js';
import { runThreads } from '../../../node/ranks/rankThreads.js';
import { threadPlace } from '../../../node/ranks/threadPlace.js';

/** The options that decide whether ranks are started here. */
export interface StartOptions {
  readonly processes?: number;
  readonly backend: string;
}

/** Backends whose native libraries want the main thread of a process. */
const ofMainThread: ReadonlySet<string> = new Set(['webgpu', 'tensorflow']);

/** The codes that a rank ends with by itself. */
const known: ReadonlySet<number> = new Set(Object.values(exitCodes));

/** Returns the exit code of the ranks; undefined where this process is to do the work itself. */
export async function startRanks({ processes = 1, backend }: StartOptions): Promise<number | undefined> {
  if (processes === 1 || threadPlace() !== undefined) return undefined;
  const launch = launchOf(process.env);
  if (launch !== undefined) {
    throw new UsageError(
      `--processes ${processes}: ${launch.launcher} has started ${launch.size} ranks already: leave the option out`,
    );
  }
  const args = withoutProcesses(process.argv.slice(2));
  const mpirun = await findMpirun();
  if ('command' in mpirun) {
    printNote(`ranks: ${processes} by ${mpirun.command}, on ${mpirun.engine}`);
    const script = elementAt(process.argv, 1);
    return ended(await runRanks(mpirun.command, processes, [...process.execArgv, script, ...args]));
  }
  if (ofMainThread.has(backend)) {
    throw new UsageError(
      `--processes ${processes}: ranks are threads here, since ${mpirun.reason}, and ${backend} cannot live in a thread: install Open MPI or MPICH and sk-mpi, or take --backend wasm`,
    );
  }
  printNote(`ranks: ${processes} threads, since ${mpirun.reason}`);
  return ended(await runThreads(processes, args, printNote));
}

function ended(code: number | undefined): number {
  if (code !== undefined && known.has(code)) return code;
  printNote(
    `sk-train: a rank was lost${code === undefined ? '' : ` (exit code ${code})`}: the last checkpoint is whole, go on from it with --resume`,
  );
  return exitCodes.lostRank;
}

/** Returns arguments without the option that starts ranks. */
export function withoutProcesses(args: readonly string[]): string[] {
  return args.filter((arg, i) => !/^--processes(=|$)/.test(arg) && args[i - 1] !== '--processes');
}
