/** One file from the network into the cache: checked while it comes, and there only when it is whole. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type FileHandle, stat } from 'node:fs/promises';
import { ModelFileError } from '../../modelFileError.js';
import { systemReason } from '../files/systemReason.js';
import { writeFileAtomically } from '../files/writeFileAtomically.js';
import { shown } from './cachePath.js';
import { ConnectionError, openUrl, reason } from './openUrl.js';
import { sha256Of, wrongSum } from './sha256Of.js';
import { untilIdle } from './untilIdle.js';

export interface DownloadProgress {
  /** Without its query. */
  readonly url: string;
  readonly bytes: number;
  /** As the server says; absent where it does not. */
  readonly total?: number;
}

interface FileToDownload {
  readonly url: URL;
  /** Where it goes. A file that is there is taken, if it has the wanted sum. */
  readonly target: string;
  readonly maxBytes: number;
  /** Hexadecimal. */
  readonly sha256?: string | undefined;
  readonly offline?: boolean | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @returns The size of the file. @throws ModelFileError */
export async function downloadFile(file: FileToDownload): Promise<number> {
  const { url, target, maxBytes, offline = false } = file;
  const cached = await cachedSize(file);
  if (cached !== undefined) {
    if (cached > maxBytes) throw new ModelFileError(target, `has ${cached} bytes, wants at most ${maxBytes}`);
    return cached;
  }
  if (offline)
    throw new ModelFileError(shown(url), `is not in the cache, and offline is set: ${advice(target)}`);
  let size = 0;
  try {
    await writeFileAtomically(target, async (part) => {
      size = await receive(file, part);
    });
    return size;
  } catch (error) {
    file.signal?.throwIfAborted();
    if (error instanceof ModelFileError) throw error;
    const [what, why] =
      error instanceof ConnectionError
        ? [shown(url), `${error.message}: ${advice(target)}`]
        : [target, `cannot be written: ${systemReason(error)}`];
    throw new ModelFileError(what, why, { cause: error });
  }
}

const advice = (target: string): string =>
  `put the file at ${target}, or give the path of a copy of yours instead`;

/** A file of another sum is not the wanted one, whatever happened to it. */
async function cachedSize({ target, sha256 }: FileToDownload): Promise<number | undefined> {
  if (!existsSync(target)) return undefined;
  if (sha256 !== undefined && (await sha256Of(target)) !== sha256.toLowerCase()) return undefined;
  return (await stat(target)).size;
}

/** Writes what comes into `part`, and returns how many bytes that were. */
async function receive(file: FileToDownload, part: FileHandle): Promise<number> {
  const { url, maxBytes, sha256, onProgress, signal } = file;
  const hash = createHash('sha256');
  let bytes = 0;
  await untilIdle(signal, async (either, heard) => {
    const response = await openUrl(url, either);
    const declared = response.headers.get('content-length');
    if (Number(declared) > maxBytes) throw tooLarge(file, `${declared}`);
    const total = declared !== null && { total: Number(declared) };
    for await (const chunk of chunksOf(response)) {
      heard();
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(file, `more than ${maxBytes}`);
      hash.update(chunk);
      await part.writeFile(chunk);
      onProgress?.({ url: shown(url), bytes, ...total });
    }
  });
  const sum = hash.digest('hex');
  if (sha256 === undefined || sum === sha256.toLowerCase()) return bytes;
  throw new ModelFileError(shown(url), wrongSum(sum, sha256));
}

const tooLarge = ({ url, maxBytes }: FileToDownload, bytes: string): ModelFileError =>
  new ModelFileError(shown(url), `has ${bytes} bytes, wants at most ${maxBytes} (maxBytes)`);

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    throw new ConnectionError(`breaks off (${reason(error)})`, { cause: error });
  }
}
