/** The start of MPI in this process. */
import { checkChoice, checkOptions, type OptionNames, type Ranks } from 'sk-core';
import { implementations } from './implementation.js';
import { type LibraryChoice, loadLibrary } from './mpiLibrary.js';
import { MpiRanks } from './mpiRanks.js';

/** A library of MPI, as far as it is known before it starts. */
export interface MpiReport {
  readonly implementation: string;
  /** Name and version, as the library tells them. */
  readonly version: string;
  /** The file, as the dynamic linker finds it. */
  readonly file: string;
}

const choiceNames: OptionNames<LibraryChoice> = { implementation: true, library: true };

/**
 * Starts MPI and joins MPI_COMM_WORLD: all processes that `mpirun` has started, or this one alone. Once in a process.
 *
 * @throws MpiError where no library is found or MPI does not start; OptionError for options that do not exist
 */
export async function startMpi(options: LibraryChoice = {}): Promise<Ranks> {
  return new MpiRanks(loadLibrary(checked('startMpi', options)));
}

/**
 * Returns the library that {@link startMpi} would take, without starting it.
 *
 * @throws MpiError where none is found; OptionError for options that do not exist
 */
export function findMpi(options: LibraryChoice = {}): MpiReport {
  const { implementation, version, file } = loadLibrary(checked('findMpi', options));
  return { implementation, version, file };
}

function checked(name: string, options: LibraryChoice): LibraryChoice {
  checkOptions(`${name}: options`, options, choiceNames);
  if (options.implementation !== undefined) {
    checkChoice(`${name}: implementation`, options.implementation, implementations);
  }
  return options;
}
