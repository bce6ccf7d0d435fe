/** The heap of a WebAssembly module ends at 4 GB. Past it tfjs would go on with tensors at address 0. */

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** Thrown by the allocation that does not fit; nothing has been computed wrong. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';
  /** Kernel that asked, or 'allocation' where tfjs's own code did. */
  readonly op: string;
  readonly bytesWanted: number;
  /** Held by tensors and scratch space at that moment. */
  readonly bytesHeld: number;

  constructor(op: string, bytesWanted: number, bytesHeld: number, limitBytes: number) {
    super(
      `wasm backend out of memory: ${op} wants ${megabytes(bytesWanted)}, ${megabytes(bytesHeld)} of ` +
        `${megabytes(limitBytes)} are held. Use a smaller batch (with gradient accumulation where training ` +
        'needs a large one), smaller images or a smaller network; wrap code that makes tensors in tf.tidy.',
    );
    this.op = op;
    this.bytesWanted = bytesWanted;
    this.bytesHeld = bytesHeld;
  }
}
