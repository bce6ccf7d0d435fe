import { messageLine } from '../../visible.js';

/** Thrown where a run cannot begin or go on in a folder. */
export class RunError extends Error {
  override readonly name = 'RunError';

  constructor(message: string, options?: ErrorOptions) {
    super(messageLine(message), options);
  }
}
