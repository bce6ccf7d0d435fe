/** Whether a file is the one that somebody means. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Of the file's bytes, hexadecimal in small letters. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

export const wrongSum = (found: string, wanted: string): string =>
  `is not the file that is wanted: its sha256 is ${found}, wants ${wanted}`;
