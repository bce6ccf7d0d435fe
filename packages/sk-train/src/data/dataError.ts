/** Why data cannot be used: a folder without classes, files that no one can read, a label out of range. */
export class DataError extends Error {
  override readonly name = 'DataError';
}
