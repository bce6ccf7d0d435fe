/** Weights in a .caffemodel, the authors' own among them. */
import { ModelError } from 'sk-models';
import type { FileLimits } from '../../fileLimits.js';
import { type CaffeBlob, readCaffeNet } from '../../formats/caffe/caffeNet.js';
import { type CaffeTensor, caffeTensors } from '../../formats/caffe/caffeTensors.js';
import { concatBytes } from '../../formats/concatBytes.js';
import { readableTensor } from '../../formats/safetensors/readSafetensors.js';
import { ModelFileError } from '../../modelFileError.js';
import type { TensorInfo, WeightSource } from '../../weights/weightSource.js';
import { openFile } from '../files/openFile.js';

/** What a message of protocol buffers can have. */
const maxFileBytes = 2 ** 31;

/** The file is read whole, since its numbers are found only by going through it. @throws ModelFileError */
export async function openCaffemodel(path: string, limits?: FileLimits): Promise<WeightSource> {
  const bytes = await readBytes(path);
  const found = new Map(listTensors(bytes, path, limits).map((tensor) => [tensor.name, tensor]));
  const tensors = new Map([...found].map(([name, tensor]) => [name, infoOf(tensor)]));
  return {
    ...{ what: path, tensors },
    read: async (name) => {
      readableTensor(tensors, name, path);
      return readTensor(bytes, found.get(name) as CaffeTensor);
    },
    close: async () => undefined,
  };
}

async function readBytes(path: string): Promise<Uint8Array> {
  const file = await openFile(path);
  try {
    if (file.size <= maxFileBytes) return await file.read(0, file.size);
    throw new ModelFileError(path, `has ${file.size} bytes, wants at most ${maxFileBytes}`);
  } finally {
    await file.close();
  }
}

function listTensors(bytes: Uint8Array, path: string, limits?: FileLimits): readonly CaffeTensor[] {
  let tensors: readonly CaffeTensor[];
  try {
    tensors = caffeTensors(readCaffeNet(bytes, limits));
  } catch (error) {
    throw error instanceof ModelError ? new ModelFileError(path, error.message, { cause: error }) : error;
  }
  if (tensors.length > 0) return tensors;
  throw new ModelFileError(path, 'has no weights: wants a .caffemodel with the layers of a network');
}

function infoOf({ name, shape, blob }: CaffeTensor): TensorInfo {
  return { name, shape, dtype: blob.valueBytes === 4 ? 'float' : 'double' };
}

function readTensor(bytes: Uint8Array, { blob, divisor }: CaffeTensor): Float32Array {
  const values = readBlob(bytes, blob);
  if (divisor === undefined) return values;
  const [factor = 0] = readBlob(bytes, divisor);
  // Caffe writes 0 before the first batch, and takes the sums for 0 then.
  const scale = factor === 0 ? 0 : 1 / factor;
  return values.map((value) => value * scale);
}

function readBlob(bytes: Uint8Array, { valueBytes, stretches }: CaffeBlob): Float32Array {
  const { buffer } = concatBytes(stretches.map(([from, to]) => bytes.subarray(from, to)));
  return valueBytes === 4 ? new Float32Array(buffer) : Float32Array.from(new Float64Array(buffer));
}
