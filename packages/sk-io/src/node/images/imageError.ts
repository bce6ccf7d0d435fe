import { messageLine } from '../../visible.js';

/** A file that should have been an image. The message is one line: the file, and why it cannot be read. */
export class ImageError extends Error {
  override readonly name = 'ImageError';

  /** The message without the file. */
  readonly why: string;

  constructor(file: string, why: string, options?: ErrorOptions) {
    super(messageLine(`${file}: ${why}`), options);
    this.why = why;
  }
}
