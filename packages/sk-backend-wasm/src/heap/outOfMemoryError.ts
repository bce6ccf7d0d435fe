/** The error of an allocation beyond the heap's end at 4 GB, where tfjs would go on with tensors at address 0. */

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** The error of an allocation that does not fit. No wrong value has been computed. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';
  /** Kernel that asked, or 'allocation' for tfjs's own code. */
  readonly op: string;
  readonly bytesWanted: number;
  /** Bytes of tensors and scratch space at that moment. */
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
