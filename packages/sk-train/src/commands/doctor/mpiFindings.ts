/** The MPI library and the launcher that `sk-train doctor` finds. */
import { oneLine } from 'sk-io/command';
import { findMpirun } from '../../node/ranks/mpirun.js';

export interface MpiFindings {
  /** Name and version of the library, and its file, where sk-mpi finds one. */
  readonly library?: string;
  readonly file?: string;
  /** The command that starts ranks of it, such as `mpirun`, or the reason for which there is none. */
  readonly launcher: string;
  /** The reason for which there is no library. */
  readonly reason?: string;
}

export async function findMpiLibrary(): Promise<MpiFindings> {
  const mpirun = await findMpirun();
  const launcher = 'command' in mpirun ? `${mpirun.command} of ${mpirun.engine}` : mpirun.reason;
  const mpi = await import('sk-mpi/node').catch(() => undefined);
  if (mpi === undefined) return { launcher, reason: 'sk-mpi is not installed' };
  try {
    const { version, file } = mpi.findMpi();
    return { library: version, file, launcher };
  } catch (error) {
    return { launcher, reason: oneLine((error as Error).message) };
  }
}
