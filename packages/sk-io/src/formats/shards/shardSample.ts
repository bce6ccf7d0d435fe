/** The samples of a shard: a file that holds thousands of images with their classes. */

/** Kinds of shards: tar archives in WebDataset's layout, and TFRecord files of `tf.train.Example` messages. */
export type ShardFormat = 'tar' | 'tfrecord';

/** An image where it lies in its shard. */
export interface ShardSample {
  /** The name in the shard. */
  readonly key: string;
  /** The start of the bytes: those of the image in an archive, those of the message in a TFRecord file. */
  readonly at: number;
  readonly bytes: number;
  /** The index of the class, or its name. */
  readonly label: number | string;
}

/** The reasons for which a member of a shard is left out. */
export type ShardProblem =
  /** A name that leads out of the folder in which the archive is unpacked, or that no file can have. */
  | 'unsafe name'
  /** A name that begins with a dot. */
  | 'hidden'
  | 'link'
  | 'sparse'
  /** A device, a pipe, or what the archive has a letter of its own for. */
  | 'no file'
  | 'too large'
  | 'empty'
  /** A second image, or a second sample, of the same name. */
  | 'duplicate'
  | 'no image'
  | 'no class'
  /** A record whose checksum is wrong, or that is no message. */
  | 'damaged'
  /** The shard itself ends too early, or cannot be read from some place on: what comes behind it is lost. */
  | 'cut off';

/** Takes each member that is left out. */
export type OnShardProblem = (problem: ShardProblem, name: string) => void;

/** An image of more bytes is left out: 256 MiB. */
export const maxImageBytes: number = 256 * 2 ** 20;

/** Samples of one shard; beyond them its list would take gigabytes of memory. */
export const maxSamples = 2_000_000;

/** Letters of a key. */
export const maxKeyLength = 4096;
