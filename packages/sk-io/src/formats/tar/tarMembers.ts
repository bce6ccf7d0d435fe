/** The members of a tar archive, one after the other, without their contents. */
import { DataError } from '../../dataError.js';
import { ByteWindow, type ReadBytes } from '../byteWindow.js';
import { readPaxRecords } from './paxRecords.js';
import { blockBytes, readTarHeader, type TarHeader } from './tarHeader.js';

/** A member where it lies in the archive. */
export interface TarMember {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'sparse' | 'other';
  /** The start of the content, right behind a header. */
  readonly at: number;
  readonly bytes: number;
  /** Reads the content. Those of small members cost no access of their own. */
  read(): Promise<Uint8Array>;
}

/** Bytes of an extended header and of a long name: a path of 4,096 bytes has room in both. */
const maxExtension = 64 * 2 ** 10;

const kinds: Readonly<Record<string, TarMember['kind']>> = {
  ...{ 0: 'file', 7: 'file', 1: 'link', 2: 'link', 5: 'folder', S: 'sparse' },
};

/** Facts about a member that headers before it give. */
interface Extension {
  readonly name?: string;
  readonly bytes?: number;
  readonly isSparse?: boolean;
}

/**
 * Yields the members in their order, those of archives that were joined too. Long names of GNU and pax are applied, and what
 * other programs add is passed over.
 * @param size of the archive
 * @throws DataError where a header is damaged, and where the archive is cut off: the members before are yielded
 */
export async function* tarMembers(read: ReadBytes, size: number): AsyncGenerator<TarMember, void, undefined> {
  const window = new ByteWindow(read);
  let extension: Extension = {};
  let zeros = 0;
  for (let at = 0; ; ) {
    if (at + blockBytes > size) {
      if (zeros > 0) return;
      // The members that are lost may belong to the sample of the last one that is whole.
      throw new DataError('is cut off: it has no end');
    }
    const header = readTarHeader(await window.read(at, at + blockBytes));
    if (header === undefined) {
      if (++zeros > maxZeros) throw new DataError('goes on behind its end with zeros');
      at += blockBytes;
      continue;
    }
    zeros = 0;
    const start = at + blockBytes;
    const isOwn = extensionTypes.has(header.type);
    const bytes = (isOwn ? undefined : extension.bytes) ?? header.bytes;
    if (start + bytes > size) throw new DataError(`is cut off inside of ${extension.name ?? header.name}`);
    if (isOwn) {
      if (bytes > maxExtension) {
        throw new DataError(`an extended header has ${bytes} bytes, wants at most ${maxExtension}`);
      }
      const content = await window.read(start, start + bytes);
      extension = { ...extension, ...readExtension(header, content) };
    } else {
      const kind = extension.isSparse ? 'sparse' : (kinds[header.type] ?? 'other');
      const name = extension.name ?? header.name;
      yield { name, kind, at: start, bytes, read: () => window.read(start, start + bytes) };
      extension = {};
    }
    at = start + Math.ceil(bytes / blockBytes) * blockBytes;
  }
}

/** Blocks of zeros that fill the record of a tape behind the end of an archive: 1 MiB. */
const maxZeros = 2048;

/** Headers of pax, of GNU's long names and long links, and of archives as a whole. */
const extensionTypes: ReadonlySet<string> = new Set(['x', 'X', 'L', 'K', 'g']);

function readExtension({ type }: TarHeader, content: Uint8Array): Extension {
  if (type === 'L') {
    const end = content.indexOf(0);
    return { name: new TextDecoder().decode(end < 0 ? content : content.subarray(0, end)) };
  }
  if (type === 'K') return {};
  const records = readPaxRecords(content);
  const isSparse = [...records.keys()].some((name) => name.startsWith('GNU.sparse.'));
  if (type === 'g') return {};
  const [name, bytes] = [records.get('path'), records.get('size')];
  if (bytes !== undefined && !/^\d{1,15}$/.test(bytes)) {
    throw new DataError('an extended header has a size that is no number');
  }
  return {
    ...(name !== undefined && { name }),
    ...(bytes !== undefined && { bytes: Number(bytes) }),
    ...(isSparse && { isSparse }),
  };
}
