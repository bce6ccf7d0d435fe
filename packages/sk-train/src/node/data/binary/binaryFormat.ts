/** A data set that its authors give out as files of raw pixels. */

export type BinarySplit = 'train' | 'test';

/** The images of a split, as bytes. */
export interface BinaryImages {
  /** [N, height, width, channels] */
  readonly images: Uint8Array;
  /** Height, width and channels. */
  readonly shape: readonly [height: number, width: number, channels: 1 | 3];
  readonly labels: Uint8Array;
  readonly classNames: readonly string[];
}

export interface BinaryFile {
  readonly split: BinarySplit;
  readonly name: string;
  readonly bytes: number;
  /** The number of its images; 0 for a file of labels. */
  readonly images: number;
}

export interface BinaryFormat {
  /** The name of the data set in messages. */
  readonly name: 'CIFAR' | 'MNIST';
  /** Tells whether a folder holds such files. */
  readonly isIn: (folder: string) => boolean;
  /** Returns the names of the classes. @throws DataError as `read` */
  readonly classNames: (folder: string) => Promise<readonly string[]>;
  /** @throws DataError for a missing file, one of another length than its images have, and a label out of range */
  readonly read: (folder: string, split: BinarySplit) => Promise<BinaryImages>;
  /** Lists the files. @throws DataError for a missing file */
  readonly list: (folder: string) => Promise<readonly BinaryFile[]>;
}
