/** The options for several processes that train together: their parsing and help. */
import { type Command, duration, wholeNumber } from 'sk-io/command';

/** Adds --processes, --rank-timeout and --sync-batch-norm. */
export function addRankOptions(command: Command): Command {
  return command
    .option(
      '--processes <n>',
      'train on so many processes of this machine, each with its part of every batch: by mpirun where sk-mpi and an MPI library are installed, or else as threads. On several machines start mpirun yourself',
      wholeNumber(1, 1024),
    )
    .option(
      '--rank-timeout <time>',
      'end where another process does not answer for so long (default: 10 times the longest step so far, at least 60s)',
      duration,
    )
    .option(
      '--sync-batch-norm',
      'let batch norms see the whole batch, and not the part of their process; on wasm, tensorflow and cpu',
    );
}
