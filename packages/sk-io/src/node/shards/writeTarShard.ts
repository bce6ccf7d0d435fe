/** Writes a tar shard in WebDataset's layout, and its index. */
import { DataError } from '../../dataError.js';
import { concatBytes } from '../../formats/concatBytes.js';
import { type ShardIndex, shardIndexText } from '../../formats/shards/shardIndex.js';
import { maxImageBytes } from '../../formats/shards/shardSample.js';
import { blockBytes, writeTarHeader } from '../../formats/tar/tarHeader.js';
import { writeSynced } from '../files/writeSynced.js';
import { indexEnding } from './shard.js';

/** An image to write. */
export interface SampleToWrite {
  /** The name, without a dot behind the last slash. */
  readonly key: string;
  /** The ending of the image's name, without a dot. */
  readonly ending: string;
  readonly label: number;
  readonly image: Uint8Array;
}

const encoder = new TextEncoder();

/** Bytes that are written together. */
const atOnce = 2 ** 20;

/**
 * Writes a shard for a place that nobody reads yet: the same samples give the same bytes.
 * @returns Its index.
 * @throws DataError for an image that is empty or too large, and for a name that is too long for an archive; Error of the
 * system
 */
export async function writeTarShard(
  path: string,
  samples: AsyncIterable<SampleToWrite> | Iterable<SampleToWrite>,
): Promise<ShardIndex> {
  const columns = {
    keys: [] as string[],
    starts: [] as number[],
    lengths: [] as number[],
    labels: [] as number[],
  };
  const classes = new Map<number, number>();
  const waiting: Uint8Array[] = [];
  let [size, bytes, held] = [0, 0, 0];
  await writeSynced(path, async (file) => {
    for await (const { key, ending, label, image } of samples) {
      if (image.length === 0 || image.length > maxImageBytes) {
        throw new DataError(`${key}: an image of ${image.length} bytes, wants 1 to ${maxImageBytes}`);
      }
      columns.keys.push(key);
      columns.starts.push(size + blockBytes);
      columns.lengths.push(image.length);
      columns.labels.push(label);
      classes.set(label, (classes.get(label) ?? 0) + 1);
      bytes += image.length;
      const members = [
        ...member(`${key}.${ending}`, image),
        ...member(`${key}.cls`, encoder.encode(String(label))),
      ];
      const content = concatBytes(members);
      size += content.length;
      waiting.push(content);
      held += content.length;
      if (held < atOnce) continue;
      await file.appendFile(concatBytes(waiting.splice(0)));
      held = 0;
    }
    await file.appendFile(concatBytes([...waiting, new Uint8Array(2 * blockBytes)]));
  });
  const index: ShardIndex = {
    ...{ format: 'tar', shardBytes: size + 2 * blockBytes, count: columns.keys.length, bytes, classes },
    ...{ problems: new Map(), examples: [], keys: columns.keys, labels: columns.labels },
    starts: Float64Array.from(columns.starts),
    lengths: Uint32Array.from(columns.lengths),
  };
  await writeSynced(`${path}${indexEnding}`, shardIndexText(index));
  return index;
}

function member(name: string, content: Uint8Array): readonly Uint8Array[] {
  const padding = (blockBytes - (content.length % blockBytes)) % blockBytes;
  return [writeTarHeader(name, content.length), content, new Uint8Array(padding)];
}
