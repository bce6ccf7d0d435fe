/** Safetensors on disk: the header is read at once, a tensor when it is asked for. */
import type { FileLimits } from '../../fileLimits.js';
import {
  decodeTensor,
  readableTensor,
  type SafetensorsSource,
} from '../../formats/safetensors/readSafetensors.js';
import {
  lengthBytes,
  parseSafetensorsHeader,
  readHeaderLength,
  type SafetensorsHeader,
} from '../../formats/safetensors/safetensorsHeader.js';
import { type OpenFile, openFile } from '../files/openFile.js';

/**
 * Needs memory for the header and for one tensor at a time, however large the file is.
 * @throws ModelFileError for a file that is missing, damaged or hostile
 */
export async function openSafetensors(path: string, limits?: FileLimits): Promise<SafetensorsSource> {
  const file = await openFile(path);
  try {
    const header = await readHeader(file, limits);
    return {
      ...{ what: path, ...header },
      read: async (name) => {
        const entry = readableTensor(header.tensors, name, path);
        return decodeTensor(entry, await file.read(entry.start, entry.end), path);
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readHeader(file: OpenFile, limits?: FileLimits): Promise<SafetensorsHeader> {
  const length = readHeaderLength(await file.read(0, lengthBytes), file.size, file.path);
  const json = await file.read(lengthBytes, lengthBytes + length);
  return parseSafetensorsHeader(json, file.size, file.path, limits);
}
