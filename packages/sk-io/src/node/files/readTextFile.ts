/** Small files of text that anybody may have written. */
import { parseUntrusted } from '../../formats/tfjs/parseUntrusted.js';
import { ModelFileError } from '../../modelFileError.js';
import { openFile } from './openFile.js';

const defaultBytes = 64 * 2 ** 20;

/** Bytes of the longest text that Node has: some millions of lines. */
export const longestText: number = 2 ** 29 - 24;

/** Returns the text of a file. @throws ModelFileError for what is missing, no ordinary file or too large */
export async function readTextFile(path: string, maxBytes: number = defaultBytes): Promise<string> {
  const file = await openFile(path);
  try {
    if (file.size > maxBytes) {
      throw new ModelFileError(path, `has ${file.size} bytes, wants at most ${maxBytes}`);
    }
    return new TextDecoder().decode(await file.read(0, file.size));
  } finally {
    await file.close();
  }
}

/** Returns what a file of JSON holds. @throws ModelFileError, also where it is not JSON */
export async function readJsonFile(path: string, maxBytes?: number): Promise<unknown> {
  return parseUntrusted(await readTextFile(path, maxBytes), path);
}
