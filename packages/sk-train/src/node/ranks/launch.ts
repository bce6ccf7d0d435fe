/** Variables of the environment by which a launcher of MPI programs tells its processes that they are ranks. */

export interface Launch {
  /** The program that has started this process, in words. */
  readonly launcher: string;
  /** The library that goes with it, where that is certain. */
  readonly implementation?: 'Open MPI' | 'MPICH';
  readonly size: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the launcher that has started this process as one of several; undefined where it runs alone. */
export function launchOf(env: Environment): Launch | undefined {
  const ofOpenMpi = sizeIn(env, 'OMPI_COMM_WORLD_SIZE');
  if (ofOpenMpi > 1) {
    return { launcher: "Open MPI's mpirun", implementation: 'Open MPI', size: ofOpenMpi };
  }
  // Slurm sets these too, for the interface of MPICH.
  const ofPmi = sizeIn(env, 'PMI_SIZE');
  if (ofPmi > 1) return { launcher: "MPICH's mpiexec", implementation: 'MPICH', size: ofPmi };
  const ofSlurm = env['PMIX_RANK'] === undefined ? 0 : sizeIn(env, 'SLURM_NTASKS');
  return ofSlurm > 1 ? { launcher: 'srun', size: ofSlurm } : undefined;
}

const sizeIn = (env: Environment, name: string): number => Number(env[name] ?? 0);
