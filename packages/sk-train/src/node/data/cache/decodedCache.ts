/**
 * Decoded images of small sets on the disk, so that a set is decoded once. What is kept belongs to these files with these sizes
 * and times, decoded to this size by this version of libvips; its content is held to its SHA-256.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { elementAt } from 'sk-core';
import { decoderVersion, type PixelTarget, writeFileAtomically } from 'sk-io/node';

/** Images of a set as they were decoded. */
export interface DecodedSet {
  /** [N, height, width, channels], with zeros for files that cannot be read. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** The reasons for which files cannot be read, by the numbers of the files. */
  readonly failures: ReadonlyMap<number, string>;
}

/** The facts that decide the pixels of a set, besides the files' content. */
export interface DecodedFrom {
  readonly paths: readonly string[];
  readonly target: PixelTarget;
  /** The part of the shorter side that is kept. */
  readonly fraction: number;
}

/** Sets of fewer images are decoded in a moment; larger ones than 1 GiB would fill a disk. */
const [fewestImages, mostBytes] = [1000, 2 ** 30];

/** Files whose sizes are asked for at once. */
const atOnce = 256;

export class DecodedCache {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /**
   * Returns the place of a set in the cache.
   * @param bytes of the decoded set
   * @returns Undefined for a set that is too small or too large to be kept, and for one with a file that is gone.
   */
  static async of(folder: string, from: DecodedFrom, bytes: number): Promise<DecodedCache | undefined> {
    if (from.paths.length < fewestImages || bytes > mostBytes) return undefined;
    const key = await digestOf(from).catch(() => undefined);
    return key === undefined ? undefined : new DecodedCache(join(folder, 'decoded', `${key}.bin`));
  }

  /** Returns the set; undefined where it is not there, or not as it was written. */
  async read(bytes: number): Promise<DecodedSet | undefined> {
    const file = await readFile(this.#path).catch(() => undefined);
    const end = file?.indexOf(0x0a) ?? -1;
    if (file === undefined || end < 0 || end > mostHeadBytes) return undefined;
    const head = parseHead(file.subarray(0, end).toString());
    const pixels = file.subarray(end + 1);
    if (head === undefined || pixels.length !== bytes || digest(pixels, head.failures) !== head.sha256) {
      return undefined;
    }
    return { pixels: new Uint8Array(pixels), failures: new Map(head.failures) };
  }

  /** Keeps a set. A disk that is full or read-only keeps none, which `onFailure` is told. */
  async write({ pixels, failures }: DecodedSet, onFailure: (reason: string) => void): Promise<void> {
    const list = [...failures];
    const head = JSON.stringify({ version: 1, sha256: digest(pixels, list), failures: list });
    try {
      await writeFileAtomically(this.#path, async (file) => {
        await file.appendFile(`${head}\n`);
        await file.appendFile(pixels);
      });
    } catch (error) {
      onFailure(`decoded images are not kept in ${this.#path}: ${(error as Error).message}`);
    }
  }
}

const mostHeadBytes = 64 * 2 ** 20;

type Failures = readonly (readonly [index: number, reason: string])[];

interface Head {
  readonly sha256: string;
  readonly failures: Failures;
}

function parseHead(text: string): Head | undefined {
  try {
    const { version, sha256, failures } = JSON.parse(text) as Partial<Head & { version: number }>;
    const isList = Array.isArray(failures) && failures.every(isFailure);
    return version === 1 && typeof sha256 === 'string' && isList ? { sha256, failures } : undefined;
  } catch {
    return undefined;
  }
}

const isFailure = (value: unknown): boolean =>
  Array.isArray(value) && Number.isSafeInteger(value[0]) && typeof value[1] === 'string';

const digest = (pixels: Uint8Array, failures: Failures): string =>
  createHash('sha256').update(JSON.stringify(failures)).update(pixels).digest('hex');

async function digestOf({ paths, target, fraction }: DecodedFrom): Promise<string> {
  const { size, channels, interpolation } = target;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([1, await decoderVersion(), size, channels, interpolation, fraction]));
  for (let start = 0; start < paths.length; start += atOnce) {
    const some = paths.slice(start, start + atOnce);
    const infos = await Promise.all(some.map((path) => stat(path)));
    for (const [i, path] of some.entries()) {
      const { size: bytes, mtimeMs } = elementAt(infos, i);
      hash.update(JSON.stringify([resolve(path), bytes, mtimeMs]));
    }
  }
  return hash.digest('hex').slice(0, 32);
}
