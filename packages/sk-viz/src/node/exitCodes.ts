/** What the command's exit codes mean, and which error has which. */

export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  data: 3,
  outOfMemory: 4,
} as const;

/** Images or a run that cannot be used. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** A command that cannot be carried out as it was given. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** By name, since an error may come from another copy of its package. */
const codeOf: Readonly<Record<string, number>> = {
  UsageError: exitCodes.usage,
  BackendError: exitCodes.usage,
  ModelError: exitCodes.usage,
  DataError: exitCodes.data,
  ImageError: exitCodes.data,
  ModelFileError: exitCodes.data,
  AttentionError: exitCodes.data,
  RasterError: exitCodes.data,
  TrainingLogError: exitCodes.data,
  OutOfMemoryError: exitCodes.outOfMemory,
};

export function exitCodeOf(error: unknown): number {
  return error instanceof Error ? (codeOf[error.name] ?? exitCodes.failure) : exitCodes.failure;
}
