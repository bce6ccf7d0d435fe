/** The `mpirun` of this machine, and the ranks that it starts. */
import { spawn, spawnSync } from 'node:child_process';
import { exitCodes } from 'sk-io/command';

export interface Mpirun {
  readonly command: string;
  /** Name and version of the library that goes with it. */
  readonly engine: string;
}

const commands = ['mpirun', 'mpiexec'];

/** Returns the launcher whose library sk-mpi loads; or why there is none. */
export async function findMpirun(): Promise<Mpirun | { readonly reason: string }> {
  const mpi = await import('sk-mpi/node').catch(() => undefined);
  if (mpi === undefined) return { reason: 'sk-mpi is not installed' };
  for (const command of commands) {
    const said = spawnSync(command, ['--version'], { encoding: 'utf8', timeout: 20_000 }).stdout ?? '';
    const implementation = /Open MPI|OpenRTE/.test(said)
      ? 'Open MPI'
      : /HYDRA|MPICH|Intel\(R\) MPI/i.test(said)
        ? 'MPICH'
        : undefined;
    if (implementation === undefined) continue;
    try {
      return { command, engine: mpi.findMpi({ implementation }).version };
    } catch (error) {
      return { reason: (error as Error).message };
    }
  }
  return { reason: 'there is no mpirun' };
}

/**
 * Lets ranks of one machine be more than its cores, and have threads: Open MPI would refuse the first, and bind each rank to
 * one core. Other launchers do not read these.
 */
const settings = {
  OMPI_MCA_rmaps_base_oversubscribe: '1',
  OMPI_MCA_hwloc_base_binding_policy: 'none',
  PRTE_MCA_rmaps_default_mapping_policy: ':oversubscribe',
  PRTE_MCA_hwloc_default_binding_policy: 'none',
};
/** Open MPI wants to hear from root that it is meant, and a container often has no other user. */
const asRoot = { OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' };

/**
 * Starts this command on so many ranks and returns the exit code; undefined where a signal has ended mpirun.
 *
 * @param args Those of Node: options, script and its arguments.
 */
export async function runRanks(
  command: string,
  size: number,
  args: readonly string[],
): Promise<number | undefined> {
  const isRoot = process.getuid?.() === 0;
  // A group of its own: Ctrl-C on a terminal reaches this process alone, which lets the ranks save.
  const child = spawn(command, ['-n', `${size}`, process.execPath, ...args], {
    detached: true,
    stdio: 'inherit',
    env: { ...settings, ...(isRoot && asRoot), ...process.env },
  });
  let asked: NodeJS.Signals | undefined;
  const stop = (name: NodeJS.Signals): void => {
    child.kill(asked === undefined ? 'SIGUSR2' : 'SIGTERM');
    asked = name;
  };
  const names = ['SIGINT', 'SIGTERM'] as const;
  for (const name of names) process.on(name, stop);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    // The ranks know of a stop alone.
    return asked === 'SIGINT' && code === exitCodes.SIGTERM ? exitCodes.SIGINT : (code ?? undefined);
  } finally {
    for (const name of names) process.off(name, stop);
  }
}
