/** Writes safetensors, one tensor at a time, beside its place: a file is whole whenever it is there. */
import type { FileHandle } from 'node:fs/promises';
import { checkChoice, checkOptions, type OptionNames } from 'sk-core';
import { type FloatDtype, floatCodecs } from '../../formats/safetensors/floatCodecs.js';
import { lengthBytes, parseSafetensorsHeader } from '../../formats/safetensors/safetensorsHeader.js';
import { ModelFileError } from '../../modelFileError.js';
import { writeModelFile } from '../files/writeModelFile.js';

export interface TensorToWrite {
  readonly name: string;
  readonly shape: readonly number[];
  /** Asked for when its turn comes. */
  readonly read: () => Float32Array | Promise<Float32Array>;
}

export interface SafetensorsOptions {
  /** F32. F16 and BF16 round to the nearest. */
  readonly dtype?: FloatDtype;
  /** Goes into the header. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const optionNames: OptionNames<SafetensorsOptions> = { dtype: true, metadata: true };

const bytesOf: Readonly<Record<FloatDtype, number>> = { F32: 4, F16: 2, BF16: 2 };

/**
 * Needs memory for one tensor. A file that is there is replaced once the new one is complete and on disk.
 * @throws ModelFileError where the file cannot be written or a number is too large for the dtype
 */
export async function writeSafetensors(
  path: string,
  tensors: readonly TensorToWrite[],
  options: SafetensorsOptions = {},
): Promise<void> {
  checkOptions('writeSafetensors: options', options, optionNames);
  const { dtype = 'F32', metadata = {} } = options;
  checkChoice('writeSafetensors: dtype', dtype, Object.keys(bytesOf));
  const names = new Set(tensors.map(({ name }) => name));
  if (names.size < tensors.length) throw new ModelFileError(path, 'two tensors would have the same name');
  const header = encodeHeader(tensors, dtype, metadata);
  const dataBytes = tensors.reduce((sum, { shape }) => sum + sizeOf(shape) * bytesOf[dtype], 0);
  // No name goes out that would not come in again.
  parseSafetensorsHeader(header.subarray(lengthBytes), header.length + dataBytes, path);
  await writeModelFile(path, async (file) => {
    await file.writeFile(header);
    for (const tensor of tensors) await writeTensor(file, tensor, dtype, path);
  });
}

/** Filled up with spaces, so that the data begins at a multiple of 8. */
function encodeHeader(
  tensors: readonly TensorToWrite[],
  dtype: FloatDtype,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  let end = 0;
  const entries = tensors.map(({ name, shape }) => {
    const start = end;
    end += sizeOf(shape) * bytesOf[dtype];
    return [name, { dtype, shape, data_offsets: [start, end] }] as const;
  });
  const note = Object.keys(metadata).length === 0 ? [] : [['__metadata__', metadata] as const];
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries([...note, ...entries])));
  const length = Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(lengthBytes + length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, lengthBytes);
  return header;
}

async function writeTensor(
  file: FileHandle,
  tensor: TensorToWrite,
  dtype: FloatDtype,
  path: string,
): Promise<void> {
  const { name, shape } = tensor;
  const values = await tensor.read();
  if (values.length !== sizeOf(shape)) {
    throw new ModelFileError(
      path,
      `${name}: [${shape}] wants ${sizeOf(shape)} numbers, got ${values.length}`,
    );
  }
  const { largest, encode } = floatCodecs[dtype];
  const tooLarge =
    dtype === 'F32' ? undefined : values.find((value) => Math.abs(value) > largest && Number.isFinite(value));
  if (tooLarge !== undefined) {
    throw new ModelFileError(
      path,
      `${name}: ${tooLarge} is larger than ${dtype} holds (${largest}); F32 has room`,
    );
  }
  await file.writeFile(encode(values));
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
