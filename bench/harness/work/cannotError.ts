/** The error of a runtime that cannot start or cannot do a work; reports print its message in place of figures. */
export class CannotError extends Error {
  override readonly name = 'CannotError';
}

/** Returns the result of `attempt`, or the CannotError that it threw; throws any other error again. */
export async function orReason<T>(attempt: () => Promise<T>): Promise<T | CannotError> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof CannotError) return error;
    throw error;
  }
}
