import { messageLine } from './visible.js';

/** The error of images, labels, models and logs that cannot be used as they are. */
export class DataError extends Error {
  override readonly name = 'DataError';

  constructor(message: string, options?: ErrorOptions) {
    super(messageLine(message), options);
  }
}
