/** Training has diverged: going on would only spread NaN. */
export class NonFiniteLossError extends Error {
  override readonly name = 'NonFiniteLossError';
}

/** The advice against values that grow. */
export const calmerTraining =
  'try a smaller learning rate, a warm-up (warmupEpochs), or a limit of the gradients (clipNorm)';
