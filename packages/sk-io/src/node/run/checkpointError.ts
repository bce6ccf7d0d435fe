/** Thrown where the disk does not take a checkpoint: it is full, or may not be written. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}
