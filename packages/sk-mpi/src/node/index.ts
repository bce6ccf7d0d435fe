/** MPI in Node. */
export type { Implementation } from './implementation.js';
export { MpiError } from './mpiError.js';
export type { LibraryChoice } from './mpiLibrary.js';
export { findMpi, type MpiReport, startMpi } from './startMpi.js';
