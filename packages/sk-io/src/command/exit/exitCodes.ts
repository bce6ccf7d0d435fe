/** The exit codes of the commands, and the code that each error ends with. */

export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  data: 3,
  outOfMemory: 4,
  nonFiniteLoss: 5,
  lostRank: 6,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** By the error's name, since an error may come from another copy of its package. */
const codeOfName: ReadonlyMap<string, number> = new Map([
  ['UsageError', exitCodes.usage],
  ['OptionError', exitCodes.usage],
  ['BackendError', exitCodes.usage],
  ['ModelError', exitCodes.usage],
  ['ShapeError', exitCodes.usage],
  ['LayerConfigError', exitCodes.usage],
  ['RecipeError', exitCodes.usage],
  ['RunError', exitCodes.usage],
  ['DataError', exitCodes.data],
  ['ImageError', exitCodes.data],
  ['ModelFileError', exitCodes.data],
  ['AttentionError', exitCodes.data],
  ['RasterError', exitCodes.data],
  ['TrainingLogError', exitCodes.data],
  ['OutOfMemoryError', exitCodes.outOfMemory],
  ['TrainingMemoryError', exitCodes.outOfMemory],
  ['NonFiniteLossError', exitCodes.nonFiniteLoss],
  ['MpiError', exitCodes.usage],
  ['RankError', exitCodes.lostRank],
]);

/** Returns the exit code for an error: `failure` unless the table has its name, or the engine had no memory left. */
export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error)) return exitCodes.failure;
  if (error instanceof RangeError && /allocation failed/i.test(error.message)) return exitCodes.outOfMemory;
  return codeOfName.get(error.name) ?? exitCodes.failure;
}
