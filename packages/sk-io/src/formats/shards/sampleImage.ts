/** The image of a sample, out of the bytes of its shard. */
import { DataError } from '../../dataError.js';
import { blockBytes, readTarHeader } from '../tar/tarHeader.js';
import { readImageExample } from '../tfrecord/imageExample.js';
import { isWhole, tailBytes } from '../tfrecord/tfRecord.js';
import type { ShardFormat } from './shardSample.js';

/** Bytes before and behind those of a sample that tell whether it is the one that its index means. */
const around: { readonly [format in ShardFormat]: readonly [before: number, behind: number] } = {
  tar: [blockBytes, 0],
  tfrecord: [0, tailBytes],
};

/** Returns the range of a shard that {@link sampleImage} wants for a sample. */
export function sampleRange(
  format: ShardFormat,
  at: number,
  bytes: number,
): readonly [start: number, end: number] {
  const [before, behind] = around[format];
  return [at - before, at + bytes + behind];
}

/**
 * Returns the bytes of the image in a range of a shard.
 * @throws DataError where the range is not that of a sample: the shard is damaged, or another one than its index is of
 */
export function sampleImage(format: ShardFormat, range: Uint8Array, bytes: number): Uint8Array {
  const [before, behind] = around[format];
  if (range.length !== before + bytes + behind) throw new DataError('lies beyond the end of the shard');
  const content = range.subarray(before, before + bytes);
  if (format === 'tfrecord') {
    if (!isWhole(content, range.subarray(before + bytes))) throw new DataError('has a wrong checksum');
    const { image } = readImageExample(content);
    if (image === undefined) throw new DataError('has no image');
    return image;
  }
  if (readTarHeader(range.subarray(0, blockBytes)) === undefined) throw new DataError('has no header');
  return content;
}
