/**
 * The header of a safetensors file: 8 bytes that say how long it is, then JSON that names dtype, shape and place of every
 * tensor. https://huggingface.co/docs/safetensors. Anybody may have written it; all of it is checked before data is read.
 */
import type { FileLimits } from '../../fileLimits.js';
import { ModelFileError } from '../../modelFileError.js';
import type { TensorInfo } from '../../weights/weightSource.js';
import { isReadableDtype, readableDtypes } from './floatCodecs.js';
import { JsonCursor, quoted } from './jsonCursor.js';

export interface SafetensorsEntry extends TensorInfo {
  /** In the file, in bytes. */
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Before the JSON: its length. */
export const lengthBytes = 8;
const maxHeaderBytes = 100_000_000;
const maxRank = 8;
const reservedNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const dtypeBits: Readonly<Record<string, number>> = {
  ...{ BOOL: 8, U8: 8, I8: 8, U16: 16, I16: 16, U32: 32, I32: 32, U64: 64, I64: 64 },
  ...{ F4: 4, F6_E2M3: 6, F6_E3M2: 6, F8_E4M3: 8, F8_E5M2: 8, F8_E8M0: 8 },
  ...{ F16: 16, BF16: 16, F32: 32, F64: 64, C64: 64 },
};

/**
 * @param first The first 8 bytes of the file; fewer where it has fewer.
 * @returns The length of the JSON behind them, in bytes.
 * @throws ModelFileError
 */
export function readHeaderLength(first: Uint8Array, fileBytes: number, file: string): number {
  const refuse = (why: string): never => {
    throw new ModelFileError(file, `is no safetensors file: ${why}`);
  };
  if (first.length < lengthBytes) return refuse(`it has ${first.length} bytes, wants 10 or more`);
  const length = new DataView(first.buffer, first.byteOffset).getBigUint64(0, true);
  if (length < 2n) return refuse(`its header says that it has ${length} bytes`);
  if (length > BigInt(maxHeaderBytes)) {
    return refuse(`its header says that it has ${length} bytes, wants at most ${maxHeaderBytes}`);
  }
  if (length > BigInt(fileBytes - lengthBytes)) {
    return refuse(`its header says that it has ${length} bytes, and the file has ${fileBytes}`);
  }
  return Number(length);
}

/**
 * @param json The bytes of the header, behind its length.
 * @throws ModelFileError that names the tensor or the byte
 */
export function parseSafetensorsHeader(
  json: Uint8Array,
  fileBytes: number,
  file: string,
  limits?: FileLimits,
): SafetensorsHeader {
  const refuse = (why: string): never => {
    throw new ModelFileError(file, `safetensors header: ${why}`);
  };
  if (json[0] !== 0x7b) refuse('byte 0: wants {');
  const cursor = new JsonCursor(json, refuse, limits);
  const dataStart = lengthBytes + json.length;
  const tensors = new Map<string, SafetensorsEntry>();
  const metadata = new Map<string, string>();
  cursor.object((name) => {
    if (name === '__metadata__') cursor.object((key) => metadata.set(key, cursor.string()));
    else tensors.set(name, readEntry(cursor, checkName(name, refuse), dataStart, refuse));
  });
  cursor.end();
  checkPlaces([...tensors.values()], dataStart, fileBytes, refuse);
  return { tensors, metadata };
}

type Refuse = (why: string) => never;

function checkName(name: string, refuse: Refuse): string {
  if (reservedNames.has(name)) refuse(`a tensor is called ${name}`);
  if (name === '' || /\p{Cc}|\p{Cs}/u.test(name)) refuse(`a tensor is called ${quoted(name)}`);
  return name;
}

function readEntry(cursor: JsonCursor, name: string, dataStart: number, refuse: Refuse): SafetensorsEntry {
  const fields: { dtype?: string; shape?: readonly number[]; data_offsets?: readonly number[] } = {};
  cursor.object((field) => {
    if (field === 'dtype') fields.dtype = cursor.string();
    else if (field === 'shape')
      fields.shape = numbers(cursor, maxRank, () => refuse(`${quoted(name)}: has more than ${maxRank} axes`));
    else if (field === 'data_offsets')
      fields.data_offsets = numbers(cursor, 2, () => refuse(`${quoted(name)}: wants two data_offsets`));
    else refuse(`${quoted(name)}: has a field ${quoted(field)}`);
  });
  const { dtype, shape, data_offsets: [start, end] = [] } = fields;
  if (dtype === undefined || shape === undefined || start === undefined || end === undefined) {
    return refuse(`${quoted(name)}: wants dtype, shape and two data_offsets`);
  }
  const bits = Object.hasOwn(dtypeBits, dtype) ? (dtypeBits[dtype] as number) : undefined;
  if (bits === undefined) return refuse(`${quoted(name)}: has the unknown dtype ${quoted(dtype)}`);
  const bytes = (shape.reduce((product, size) => product * size, 1) * bits) / 8;
  if (!Number.isSafeInteger(bytes))
    refuse(`${quoted(name)}: ${dtype} [${shape}] is no whole number of bytes below 2^53`);
  if (end - start !== bytes) {
    refuse(
      `${quoted(name)}: ${dtype} [${shape}] takes ${bytes} bytes, data_offsets [${start}, ${end}] are ${end - start}`,
    );
  }
  return {
    ...{ name, shape, dtype, start: dataStart + start, end: dataStart + end },
    ...(isReadableDtype(dtype)
      ? {}
      : { unreadable: `weights are read from ${readableDtypes.join(', ')}, not from ${dtype}` }),
  };
}

function numbers(cursor: JsonCursor, most: number, tooMany: () => never): readonly number[] {
  const list: number[] = [];
  cursor.array((index) => {
    if (index === most) tooMany();
    list.push(cursor.whole());
  });
  return list;
}

/** Every byte behind the header belongs to exactly one tensor. */
function checkPlaces(
  entries: readonly SafetensorsEntry[],
  dataStart: number,
  fileBytes: number,
  refuse: Refuse,
): void {
  let covered = dataStart;
  for (const { name, start, end } of [...entries].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < covered) refuse(`${quoted(name)}: overlaps the tensor before it by ${covered - start} bytes`);
    if (start > covered)
      refuse(`${quoted(name)}: leaves ${start - covered} bytes before it that belong to no tensor`);
    if (end > fileBytes) refuse(`${quoted(name)}: ends ${end - fileBytes} bytes behind the end of the file`);
    covered = end;
  }
  if (covered < fileBytes) refuse(`${fileBytes - covered} bytes at the end of the file belong to no tensor`);
}
