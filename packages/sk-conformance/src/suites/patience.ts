/** The time that a test may take. */

/** Milliseconds. vitest's own 5 s are too few for a large model, and for a small one on a busy machine. */
export const patience = 600_000;
