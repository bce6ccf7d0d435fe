/** Training has diverged: going on would only spread NaN. */
export class NonFiniteLossError extends Error {
  override readonly name = 'NonFiniteLossError';
}
