/** Thrown where a run cannot begin or go on in a folder. */
export class RunError extends Error {
  override readonly name = 'RunError';
}
