/** The error where MPI is not there, does not start, or a call of it fails; one line that says how to mend it. */
export class MpiError extends Error {
  override readonly name = 'MpiError';
}
