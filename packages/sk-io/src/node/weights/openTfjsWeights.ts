/** The weights of a folder that `tf.LayersModel.save` or saveModel has written, without its model. */
import { basename, dirname, join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import type { FileLimits } from '../../fileLimits.js';
import { readableTensor } from '../../formats/safetensors/readSafetensors.js';
import { pointerHeadBytes, refusePointer } from '../../formats/text/lfsPointer.js';
import { parseUntrusted } from '../../formats/tfjs/parseUntrusted.js';
import { entryBytes, readManifest, type WeightsGroup } from '../../formats/tfjs/weightsManifest.js';
import { ModelFileError } from '../../modelFileError.js';
import type { TensorInfo, WeightSource } from '../../weights/weightSource.js';
import { type OpenFile, openFile } from '../files/openFile.js';
import { completeFolder } from '../files/writeFolderAtomically.js';

type Entry = io.WeightsManifestEntry;

/** Where a weight lies: in the group's files, which are read as if they were one. */
interface Place {
  readonly entry: Entry;
  readonly files: readonly OpenFile[];
  readonly start: number;
}

/**
 * @param path Of the model.json.
 * @throws ModelFileError
 */
export async function openTfjsWeights(path: string, limits?: FileLimits): Promise<WeightSource> {
  const home = completeFolder(dirname(path));
  const manifest = join(home, basename(path));
  const groups = await readTfjsManifest(manifest, limits);
  const opened: OpenFile[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((file) => file.close()));
  };
  try {
    const places = new Map<string, Place>();
    for (const group of groups) {
      const files: OpenFile[] = [];
      for (const name of group.paths) {
        const file = await openFile(join(home, name));
        opened.push(file);
        refusePointer(file.path, await file.read(0, pointerHeadBytes), file.size);
        files.push(file);
      }
      checkSize(group, files, manifest);
      for (const place of placesOf(group, files)) places.set(place.entry.name, place);
    }
    const tensors = new Map([...places].map(([name, { entry }]) => [name, infoOf(entry)]));
    return {
      ...{ what: manifest, tensors, close },
      read: async (name) => {
        readableTensor(tensors, name, manifest);
        return await readValues(places.get(name) as Place);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const maxJsonBytes = 256 * 2 ** 20;

/** @throws ModelFileError */
export async function readTfjsManifest(path: string, limits?: FileLimits): Promise<readonly WeightsGroup[]> {
  const file = await openFile(path);
  try {
    if (file.size > maxJsonBytes) {
      throw new ModelFileError(path, `has ${file.size} bytes, wants at most ${maxJsonBytes}`);
    }
    const text = new TextDecoder().decode(await file.read(0, file.size));
    const { weightsManifest } = (parseUntrusted(text, path, limits) ?? {}) as { weightsManifest?: unknown };
    if (weightsManifest !== undefined) return readManifest(weightsManifest, path, limits);
    throw new ModelFileError(path, 'has no weightsManifest: not a model of TensorFlow.js');
  } finally {
    await file.close();
  }
}

function checkSize({ bytes }: WeightsGroup, files: readonly OpenFile[], manifest: string): void {
  const found = files.reduce((sum, { size }) => sum + size, 0);
  if (found === bytes) return;
  const what = files.map(({ path }) => path).join(' + ') || manifest;
  throw new ModelFileError(
    what,
    `has ${found} bytes, and the weights in ${basename(manifest)} take ${bytes}`,
  );
}

function placesOf({ weights }: WeightsGroup, files: readonly OpenFile[]): readonly Place[] {
  let end = 0;
  return weights.map((entry) => {
    const start = end;
    end += entryBytes(entry);
    return { entry, files, start };
  });
}

function infoOf({ name, shape, dtype, quantization }: Entry): TensorInfo {
  const isFloat = dtype === 'float32';
  return {
    ...{ name, shape },
    dtype: quantization == null ? dtype : `${dtype} of ${quantization.dtype}`,
    ...(isFloat ? {} : { unreadable: `weights are read from float32, not from ${dtype}` }),
  };
}

async function readValues({ entry, files, start }: Place): Promise<Float32Array> {
  const bytes = new Uint8Array(new ArrayBuffer(entryBytes(entry)));
  let [begin, filled] = [start, 0];
  for (const file of files) {
    if (begin < file.size && filled < bytes.length) {
      const piece = await file.read(begin, begin + bytes.length - filled);
      bytes.set(piece, filled);
      filled += piece.length;
    }
    begin = Math.max(0, begin - file.size);
  }
  const { [entry.name]: value } = io.decodeWeights(bytes.buffer, [entry]);
  try {
    return (await value?.data()) as Float32Array;
  } finally {
    value?.dispose();
  }
}
