/** HDF5 files, which Keras keeps weights in. Whoever wrote one may have meant harm: it is looked through first. */
import type { Group, File as H5File, Metadata } from 'h5wasm';
import { type FileLimits, mostOf, usualLimits } from '../../fileLimits.js';
import { readableTensor } from '../../formats/safetensors/readSafetensors.js';
import { refusePointer } from '../../formats/text/lfsPointer.js';
import { ModelFileError } from '../../modelFileError.js';
import type { TensorInfo, WeightSource } from '../../weights/weightSource.js';
import { openFile } from '../files/openFile.js';
import { damagedGlobalHeap } from './checkGlobalHeaps.js';
import { guarded, type Hdf5Library, hdf5Library } from './hdf5Library.js';
import { dtypeName, toFloats, whyUnreadable } from './hdf5Types.js';

/** Tensors are named by their path, without the first slash. */
export interface Hdf5File extends WeightSource {
  /** What an attribute says, as one string or a list; undefined where there is none. @param group '/' is the whole. */
  strings(group: string, attribute: string): readonly string[] | undefined;
}

interface Hdf5Limits {
  /** Of the file; 2 GB, since it is read whole. */
  readonly maxFileBytes?: number;
  /** Limit of the bytes of all tensors together; three times the file or 256 MiB, whichever is more, up to 4 GB. */
  readonly maxBytes?: number | undefined;
  readonly limits?: FileLimits;
}

/** Keras nests a model in a model four levels deeper. */
const maxDepth = 32;
const maxAttributeBytes = 64 * 2 ** 20;
/** More than a compressed dataset can be worth. */
const maxRatio = 1000;
/** Tensors may take as much whatever the file's size: three copies are in memory while one is read. */
const smallBytes = 256 * 2 ** 20;
const defaultBytes = (fileBytes: number): number => Math.min(4e9, Math.max(smallBytes, 3 * fileBytes));

/** @throws ModelFileError for what is missing, no HDF5, damaged or hostile, and where h5wasm is not installed */
export async function openHdf5(path: string, limits: Hdf5Limits = {}): Promise<Hdf5File> {
  const { maxFileBytes = 2 ** 31 } = limits;
  const file = await openFile(path);
  try {
    if (file.size > maxFileBytes) {
      throw new ModelFileError(path, `has ${file.size} bytes, wants at most ${maxFileBytes}`);
    }
    return await readHdf5(await file.read(0, file.size), path, limits);
  } finally {
    await file.close();
  }
}

/** @param bytes The whole file; it belongs to the library from now on. @param what The file, for messages. */
export async function readHdf5(
  bytes: Uint8Array,
  what: string,
  { maxBytes = defaultBytes(bytes.length), limits = usualLimits }: Hdf5Limits = {},
): Promise<Hdf5File> {
  refusePointer(what, bytes, bytes.length);
  if (!hasSignature(bytes)) throw new ModelFileError(what, 'is no HDF5 file');
  const heap = damagedGlobalHeap(bytes);
  if (heap !== undefined)
    throw new ModelFileError(what, `is damaged: the strings at byte ${heap} do not lie one behind the other`);
  const library = await hdf5Library();
  const { file, release } = guarded(what, bytes.length, () => openInMemory(library, bytes));
  const close = (): void => {
    try {
      guarded(what, bytes.length, () => void file.close());
    } finally {
      release();
    }
  };
  try {
    const found = guarded(what, bytes.length, () => listDatasets(library, file, what, limits));
    checkSizes(found, bytes.length, maxBytes, what);
    const tensors = new Map([...found].map(([name, metadata]) => [name, infoOf(name, metadata)]));
    return {
      ...{ what, tensors },
      read: async (name) => {
        readableTensor(tensors, name, what);
        const metadata = found.get(name) as Metadata;
        const size = metadata.total_size * metadata.size;
        const read = guarded(what, bytes.length + size, () => readDataset(library, file, name, size));
        return toFloats(read, metadata);
      },
      strings: (group, attribute) =>
        guarded(what, bytes.length, () => readStrings(file, group, attribute, what)),
      close: async () => close(),
    };
  } catch (error) {
    close();
    throw error;
  }
}

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a] as const;

/** Looks at the places where HDF5 may begin: 0, 512, and each twice as far as the one before. */
function hasSignature(bytes: Uint8Array): boolean {
  for (let at = 0; at + signature.length <= bytes.length; at = at === 0 ? 512 : 2 * at) {
    if (signature.every((byte, i) => bytes[at + i] === byte)) return true;
  }
  return false;
}

/** The file system of the library, in memory, with what the types of h5wasm leave out. */
type Files = NonNullable<Hdf5Library['FS']> & {
  writeFile(path: string, data: Uint8Array, options: { readonly canOwn: boolean }): void;
  readonly streams: readonly ({ readonly node: unknown; readonly path: string } | null | undefined)[];
};

interface InMemory {
  readonly file: H5File;
  /** Takes back the bytes that the library holds on to where it cannot close what is damaged, and the files of its errors. */
  readonly release: () => void;
}

/** The name is taken away at once, so that nothing in the file can name the file, or any other. */
function openInMemory({ File, FS }: Hdf5Library, bytes: Uint8Array): InMemory {
  const files = FS as Files;
  files.writeFile('/weights.h5', bytes, { canOwn: true });
  const { node } = files.lookupPath('/weights.h5', {});
  const release = (): void => {
    for (const stream of files.streams) {
      if (stream == null) continue;
      if (stream.node === node || stream.path.startsWith('/tmp/')) files.close(stream);
    }
    Object.assign(node, { contents: new Uint8Array(), usedBytes: 0 });
  };
  try {
    return { file: new File('/weights.h5', 'r'), release };
  } catch (error) {
    release();
    throw error;
  } finally {
    files.unlink('/weights.h5');
  }
}

function listDatasets(
  { Group: GroupOf, Dataset: DatasetOf, ExternalLink }: Hdf5Library,
  file: H5File,
  what: string,
  limits: FileLimits,
): ReadonlyMap<string, Metadata> {
  const found = new Map<string, Metadata>();
  let [objects, steps] = [0, 0];
  const walk = (group: Group, path: string, depth: number): void => {
    if (depth > maxDepth) throw new ModelFileError(what, `${path}: is deeper than ${maxDepth} groups`);
    for (const key of group.keys()) {
      const name = path === '' ? key : `${path}/${key}`;
      if (++objects > limits.entries) {
        throw new ModelFileError(what, `holds more than ${mostOf(limits, 'entries', 'objects')}`);
      }
      steps += depth + 1;
      if (steps > limits.groups) {
        const most = mostOf(limits, 'groups', 'groups deep together');
        throw new ModelFileError(what, `its objects lie more than ${most}`);
      }
      if (key === '' || key === '.' || key === '..' || key.includes('/')) {
        throw new ModelFileError(what, `${JSON.stringify(name.slice(0, 80))} is no name`);
      }
      // Null for what is here itself.
      if (file.get_link(`/${name}`) !== null) throw new ModelFileError(what, `${name}: is a link`);
      const entity = file.get(`/${name}`);
      if (entity instanceof ExternalLink) {
        throw new ModelFileError(what, `${name}: is a link to another file`);
      }
      if (entity instanceof GroupOf) walk(entity, name, depth + 1);
      else if (entity instanceof DatasetOf) found.set(name, entity.metadata);
      else throw new ModelFileError(what, `${name}: is neither a group nor a dataset`);
    }
  };
  walk(file, '', 0);
  return found;
}

function checkSizes(
  found: ReadonlyMap<string, Metadata>,
  fileBytes: number,
  maxBytes: number,
  what: string,
): void {
  let total = 0;
  for (const [name, { total_size, size }] of found) {
    const bytes = total_size * size;
    total += bytes;
    if (!(bytes >= 0 && bytes <= maxRatio * fileBytes && total <= maxBytes)) {
      const most = Math.min(maxRatio * fileBytes, maxBytes);
      throw new ModelFileError(what, `${name} wants ${bytes} bytes, which is too much (of at most ${most})`);
    }
  }
}

function infoOf(name: string, metadata: Metadata): TensorInfo {
  const unreadable = whyUnreadable(metadata);
  const info = { name, shape: metadata.shape ?? [], dtype: dtypeName(metadata) };
  return unreadable === undefined ? info : { ...info, unreadable };
}

/** The library's own reader knows no float16. */
function readDataset({ Module }: Hdf5Library, file: H5File, name: string, size: number): Uint8Array {
  if (size === 0) return new Uint8Array();
  const { _malloc, _free } = Module as unknown as { _malloc(n: number): number; _free(at: number): void };
  const at = _malloc(size);
  if (at === 0) throw new Error(`no memory for the ${size} bytes of ${name}`);
  try {
    Module.get_dataset_data(file.file_id, `/${name}`, null, null, null, BigInt(at));
    return Module.HEAPU8.slice(at, at + size);
  } finally {
    _free(at);
  }
}

/** Keras cuts a list that is too long for one attribute into several, with numbers behind the name. */
function readStrings(
  file: H5File,
  path: string,
  attribute: string,
  what: string,
): readonly string[] | undefined {
  const entity = path === '/' ? file : (file.get(`/${path}`) as Group | null);
  if (entity === null || entity === undefined) return undefined;
  const { attrs } = entity;
  if (Object.hasOwn(attrs, attribute)) return readAttribute(attrs[attribute], `${path}: ${attribute}`, what);
  const parts: string[][] = [];
  for (let n = 0; Object.hasOwn(attrs, `${attribute}${n}`); n += 1) {
    parts.push(readAttribute(attrs[`${attribute}${n}`], `${path}: ${attribute}${n}`, what));
  }
  return parts.length === 0 ? undefined : parts.flat();
}

function readAttribute(attribute: Group['attrs'][string] | undefined, title: string, what: string): string[] {
  const { metadata } = attribute as Group['attrs'][string];
  if (!(metadata.total_size * metadata.size <= maxAttributeBytes)) {
    throw new ModelFileError(what, `${title}: takes more than ${maxAttributeBytes} bytes`);
  }
  // An empty list has the type of numbers.
  if (metadata.total_size === 0) return [];
  const value: unknown = [attribute?.value].flat();
  if (Array.isArray(value) && value.every((text) => typeof text === 'string')) return value as string[];
  throw new ModelFileError(what, `${title}: wants text`);
}
