/** The error where ranks cannot train together: one that does not answer, or that was started with something else. */
export class RankError extends Error {
  override readonly name = 'RankError';
}
