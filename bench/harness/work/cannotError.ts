/** The error of a work that cannot be done. */

/** Goes into the table in place of figures. */
export class CannotError extends Error {
  override readonly name = 'CannotError';
}
