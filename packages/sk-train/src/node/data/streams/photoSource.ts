/** The source of the images of an epoch: files of a folder, or samples of shards. */
import type { BatchOptions } from 'sk-models';

/** An image that is to be read and decoded. */
export interface PhotoToRead {
  /** The number that its augmentation is drawn for: its number in the data, and another where an epoch shows it again. */
  readonly draw: number;
  /** Its number in the data. */
  readonly image: number;
  readonly label: number;
  /** Its path, where it is a file. */
  readonly name: string;
  /** Reads its bytes, where it is no file. */
  readonly read?: () => Promise<Uint8Array>;
}

export interface PhotoSource {
  readonly classNames: readonly string[];
  /** Images in an epoch. */
  readonly size: number;
  /** The class of each image, where all of them are known at once. */
  readonly labels?: Int32Array;
  /** Yields the images of each batch of an epoch, from batch `skip` on. */
  batches(options: BatchOptions): AsyncGenerator<readonly PhotoToRead[], void, undefined>;
  /** Closes the files that nobody reads just now. */
  rest(): Promise<void>;
}
