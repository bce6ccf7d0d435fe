import { messageLine } from './visible.js';

/** A model or weight file that cannot be read or written. The message is one line: the file, what is wrong, what was wanted. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';

  constructor(file: string, why: string, options?: ErrorOptions) {
    super(messageLine(`${file}: ${why}`), options);
  }
}
