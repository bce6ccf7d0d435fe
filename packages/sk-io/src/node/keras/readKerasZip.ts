/** The zip that a .keras file is. Its members are read into memory, by name, and nothing else of it is. */

import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { firstLine } from '../../formats/text/firstLine.js';
import { pointerHeadBytes, refusePointer } from '../../formats/text/lfsPointer.js';
import { ModelFileError } from '../../modelFileError.js';
import { openFile } from '../files/openFile.js';

type KerasMember = 'config.json' | 'model.weights.h5';

/** What is read, and the most that each may take. */
const members: Readonly<Record<KerasMember, number>> = {
  'config.json': 64 * 2 ** 20,
  'model.weights.h5': 4 * 2 ** 30,
};

const maxEntries = 10_000;
/** Members above this size are refused where they inflate to more than `maxRatio` times: weights hardly compress. */
const smallBytes = 128 * 2 ** 20;
const maxRatio = 4;

/**
 * @returns The bytes of each member.
 * @throws ModelFileError for what is missing, no zip, damaged, encrypted or hostile
 */
export async function readKerasZip(path: string): Promise<Readonly<Record<KerasMember, Uint8Array>>> {
  const { size, read: readPart, close } = await openFile(path);
  refusePointer(path, await readPart(0, pointerHeadBytes).finally(close), size);
  let zip: ZipFile | undefined;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true });
    const found = await readMembers(zip, path, size);
    const read = (name: KerasMember): Uint8Array => found.get(name) ?? refuse(path, `has no ${name} in it`);
    return { 'config.json': read('config.json'), 'model.weights.h5': read('model.weights.h5') };
  } catch (error) {
    if (error instanceof ModelFileError) throw error;
    const why = firstLine((error as Error).message, 200);
    throw new ModelFileError(path, `is no .keras file: ${why}`, { cause: error });
  } finally {
    zip?.close();
  }
}

function refuse(path: string, why: string): never {
  throw new ModelFileError(path, why);
}

async function readMembers(zip: ZipFile, path: string, size: number): Promise<Map<string, Uint8Array>> {
  const names = new Set<string>();
  const wanted: Entry[] = [];
  let [packed, first] = [0, size];
  for await (const entry of zip.eachEntry()) {
    const { fileName, compressedSize, relativeOffsetOfLocalHeader } = entry;
    if (names.has(fileName)) refuse(path, `has ${JSON.stringify(fileName.slice(0, 80))} twice`);
    if (names.add(fileName).size > maxEntries) refuse(path, `has more than ${maxEntries} members`);
    packed += compressedSize;
    first = Math.min(first, relativeOffsetOfLocalHeader);
    if (Object.hasOwn(members, fileName)) wanted.push(entry);
  }
  // Members that share their bytes are together longer than the file.
  if (packed > size) refuse(path, `has members of ${packed} bytes together, in a file of ${size}`);
  if (names.size > 0 && first !== 0) refuse(path, 'has something before its first member');
  const found = new Map<string, Uint8Array>();
  for (const entry of wanted) found.set(entry.fileName, await readMember(zip, entry, path));
  return found;
}

async function readMember(zip: ZipFile, entry: Entry, path: string): Promise<Uint8Array> {
  const { fileName, compressedSize, uncompressedSize } = entry;
  const no = (why: string): never => refuse(path, `${fileName}: ${why}`);
  const most = members[fileName as KerasMember];
  if (entry.isEncrypted()) no('is encrypted');
  if (!entry.canDecodeFileData()) no(`is packed in a way that is not known (${entry.compressionMethod})`);
  if (uncompressedSize > most) no(`takes ${uncompressedSize} bytes, wants at most ${most}`);
  if (uncompressedSize > smallBytes && uncompressedSize > maxRatio * compressedSize) {
    no(`takes ${uncompressedSize} bytes, ${maxRatio} times what it has in the file or more`);
  }
  const bytes = await collect(await zip.openReadStreamPromise(entry), uncompressedSize, no);
  if (crc32(bytes) !== entry.crc32) no('is damaged: its checksum is another');
  return bytes;
}

/** The stream ends with an error where its length is not what was promised. */
async function collect(stream: Readable, length: number, no: (why: string) => never): Promise<Uint8Array> {
  const bytes = new Uint8Array(new ArrayBuffer(length));
  let done = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    if (done + chunk.length > length) no('is longer than it says');
    bytes.set(chunk, done);
    done += chunk.length;
  }
  return done === length ? bytes : no('is shorter than it says');
}
