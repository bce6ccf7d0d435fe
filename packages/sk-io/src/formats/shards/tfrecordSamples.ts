/** Samples of a TFRecord file: one `tf.train.Example` each. */
import type { ReadBytes } from '../byteWindow.js';
import { type ImageExample, readImageExample } from '../tfrecord/imageExample.js';
import { tfRecords } from '../tfrecord/tfRecords.js';
import { labelOf } from './classLabel.js';
import { maxImageBytes, maxKeyLength, type OnShardProblem, type ShardSample } from './shardSample.js';

/**
 * Yields the samples in their order, each checked against the checksum of its record.
 * @throws DataError where the file is damaged or cut off
 */
export async function* tfrecordSamples(
  read: ReadBytes,
  size: number,
  onProblem: OnShardProblem,
): AsyncGenerator<ShardSample, void, undefined> {
  let number = -1;
  for await (const { at, bytes, message } of tfRecords(read, size, maxImageBytes)) {
    number++;
    const record = `record ${number}`;
    const example = message && readExample(message);
    if (example === undefined) {
      onProblem(bytes > maxImageBytes ? 'too large' : 'damaged', record);
      continue;
    }
    const { image, label, name = '' } = example;
    const key = name === '' ? record : name.slice(0, maxKeyLength);
    const index = labelOf(label);
    if (image === undefined) onProblem('no image', key);
    else if (image.length === 0) onProblem('empty', key);
    else if (index === undefined) onProblem('no class', key);
    else yield { key, at, bytes, label: index };
  }
}

function readExample(message: Uint8Array): ImageExample | undefined {
  try {
    return readImageExample(message);
  } catch {
    return undefined;
  }
}
