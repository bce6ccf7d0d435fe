/** Errors of a GPU. A device reports late, so the next call that could see wrong results throws them. */

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** The error of a kernel that the device refused. Its results are worth nothing. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  /** Kernel that was refused. */
  readonly op: string;
  /** The device's message, in one line. */
  readonly reason: string;

  constructor(op: string, reason: string) {
    super(`webgpu: ${op} failed on the device: ${reason}`);
    this.op = op;
    this.reason = reason;
  }
}

/** The error after the loss of the device, with all its tensors. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';
  /** The last kernel that the device was given. */
  readonly op: string;

  constructor(op: string, reason: string) {
    super(
      `webgpu: the device was lost during or after ${op} (${reason}). Its tensors are gone: start the backend again ` +
        'and load the weights; a run of sk-train goes on with --resume.',
    );
    this.op = op;
  }
}

/** The error of an allocation that does not fit. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';
  /** Kernel that asked. */
  readonly op: string;
  /** Bytes that were wanted; 0 where the device does not say. */
  readonly bytesWanted: number;
  /** Bytes in buffers that are in use, at that moment. */
  readonly bytesHeld: number;

  constructor(op: string, bytesWanted: number, bytesHeld: number, why: string) {
    super(
      `webgpu: out of memory: ${op} wants ${bytesWanted > 0 ? megabytes(bytesWanted) : 'more'}, ` +
        `${megabytes(bytesHeld)} are held; ${why}. ` +
        'Use a smaller batch (with gradient accumulation where training needs a large one), smaller images or a ' +
        'smaller network; wrap code that makes tensors in tf.tidy.',
    );
    this.op = op;
    this.bytesWanted = bytesWanted;
    this.bytesHeld = bytesHeld;
  }
}
