/** What the command's exit codes mean, and which error has which. */

export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  data: 3,
  outOfMemory: 4,
  nonFiniteLoss: 5,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** Thrown for options that do not make sense together. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** By name, since an error may come from another copy of its package. */
const codeOf: Readonly<Record<string, number>> = {
  UsageError: exitCodes.usage,
  RecipeError: exitCodes.usage,
  RunError: exitCodes.usage,
  ModelError: exitCodes.usage,
  ShapeError: exitCodes.usage,
  LayerConfigError: exitCodes.usage,
  DataError: exitCodes.data,
  ImageError: exitCodes.data,
  ModelFileError: exitCodes.data,
  TrainingMemoryError: exitCodes.outOfMemory,
  OutOfMemoryError: exitCodes.outOfMemory,
  NonFiniteLossError: exitCodes.nonFiniteLoss,
};

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error)) return exitCodes.failure;
  if (error instanceof RangeError && /allocation failed/i.test(error.message)) return exitCodes.outOfMemory;
  return codeOf[error.name] ?? exitCodes.failure;
}
