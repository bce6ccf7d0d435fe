/** Safetensors that are cut into several files: model.safetensors.index.json says which tensor is in which. */
import { dirname, join } from 'node:path';
import type { FileLimits } from '../../fileLimits.js';
import { JsonCursor, quoted } from '../../formats/safetensors/jsonCursor.js';
import { readableTensor, type SafetensorsSource } from '../../formats/safetensors/readSafetensors.js';
import { isPlainName } from '../../formats/tfjs/plainName.js';
import { ModelFileError } from '../../modelFileError.js';
import type { TensorInfo } from '../../weights/weightSource.js';
import { openFile } from '../files/openFile.js';
import { openSafetensors } from './openSafetensors.js';
import { refuseForeign } from './refuseForeign.js';

const maxIndexBytes = 100_000_000;
const maxShards = 1000;

/** The file of each tensor, by name. */
type ShardIndex = ReadonlyMap<string, string>;

/**
 * @param path Of the index; its shards lie beside it.
 * @throws ModelFileError where index and shards do not hold the same tensors, each once
 */
export async function openShardedSafetensors(path: string, limits?: FileLimits): Promise<SafetensorsSource> {
  const index = await readShardIndex(path, limits);
  const shards = new Map<string, SafetensorsSource>();
  const close = async (): Promise<void> => {
    await Promise.all([...shards.values()].map((shard) => shard.close()));
  };
  try {
    for (const name of new Set(index.values())) {
      const shard = join(dirname(path), name);
      await refuseForeign(shard);
      shards.set(name, await openSafetensors(shard, limits));
    }
    const tensors = joinShards(index, shards, path);
    const metadata = new Map([...shards.values()].flatMap((shard) => [...shard.metadata]));
    return {
      ...{ what: path, tensors, metadata, close },
      read: async (name) => {
        readableTensor(tensors, name, path);
        return await (shards.get(index.get(name) as string) as SafetensorsSource).read(name);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws ModelFileError */
export async function readShardIndex(path: string, limits?: FileLimits): Promise<ShardIndex> {
  const refuse = (why: string): never => {
    throw new ModelFileError(path, why);
  };
  const file = await openFile(path);
  try {
    if (file.size > maxIndexBytes) refuse(`has ${file.size} bytes, wants at most ${maxIndexBytes}`);
    return parseShardIndex(await file.read(0, file.size), refuse, limits);
  } finally {
    await file.close();
  }
}

function parseShardIndex(json: Uint8Array, refuse: (why: string) => never, limits?: FileLimits): ShardIndex {
  const cursor = new JsonCursor(json, (why) => refuse(`index of shards: ${why}`), limits);
  const index = new Map<string, string>();
  const shards = new Set<string>();
  cursor.object((field) => {
    if (field !== 'weight_map') return cursor.skip();
    cursor.object((name) => {
      const shard = cursor.string();
      if (!isPlainName(shard))
        refuse(`${quoted(name)}: wants a file in the same folder, got ${quoted(shard)}`);
      if (shards.add(shard).size > maxShards) refuse(`names more than ${maxShards} files`);
      index.set(name, shard);
    });
  });
  cursor.end();
  return index.size > 0 ? index : refuse('is no index of safetensors: it has no weight_map, or an empty one');
}

function joinShards(
  index: ShardIndex,
  shards: ReadonlyMap<string, SafetensorsSource>,
  path: string,
): ReadonlyMap<string, TensorInfo> {
  for (const [shard, { tensors }] of shards) {
    const stray = [...tensors.keys()].find((name) => index.get(name) !== shard);
    if (stray === undefined) continue;
    const home = index.get(stray);
    const says = home === undefined ? 'does not name it' : `says that it is in ${home}`;
    throw new ModelFileError(path, `${quoted(stray)}: is in ${shard}, and the index ${says}`);
  }
  return new Map(
    [...index].map(([name, shard]) => {
      const info = shards.get(shard)?.tensors.get(name);
      if (info !== undefined) return [name, info];
      throw new ModelFileError(path, `${quoted(name)}: is not in ${shard}, where the index says that it is`);
    }),
  );
}
