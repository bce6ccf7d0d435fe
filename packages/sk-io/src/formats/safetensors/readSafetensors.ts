/** Safetensors in memory: what a browser has fetched, or a file that is small. */
import { checkOptions, type OptionNames } from 'sk-core';
import { type FileLimits, fileLimits } from '../../fileLimits.js';
import { ModelFileError } from '../../modelFileError.js';
import type { TensorInfo, WeightSource } from '../../weights/weightSource.js';
import { decodeFloats, type ReadableDtype } from './floatCodecs.js';
import {
  lengthBytes,
  parseSafetensorsHeader,
  readHeaderLength,
  type SafetensorsEntry,
} from './safetensorsHeader.js';

export interface ReadSafetensorsOptions {
  /** Allows more work than {@link FileLimits} say, for a file that is trusted. */
  readonly limits?: Partial<FileLimits>;
}

const optionNames: OptionNames<ReadSafetensorsOptions> = { limits: true };

export interface SafetensorsSource extends WeightSource {
  /** What the file says about itself. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Tensors of a safetensors file whose bytes are at hand, decoded when they are asked for: F32, F16, BF16 and F64, which is
 * rounded to float32. Others are listed.
 *
 * @param what The file, for messages.
 * @throws ModelFileError for a file that is damaged or hostile
 */
export function readSafetensors(
  data: ArrayBuffer | Uint8Array,
  what = 'safetensors',
  options: ReadSafetensorsOptions = {},
): SafetensorsSource {
  checkOptions('readSafetensors: options', options, optionNames);
  const limits = fileLimits('readSafetensors', options.limits);
  const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
  const length = readHeaderLength(bytes.subarray(0, lengthBytes), bytes.length, what);
  const header = parseSafetensorsHeader(
    bytes.subarray(lengthBytes, lengthBytes + length),
    bytes.length,
    what,
    limits,
  );
  return {
    ...{ what, ...header },
    read: async (name) => {
      const entry = readableTensor(header.tensors, name, what);
      return decodeTensor(entry, bytes.subarray(entry.start, entry.end), what);
    },
    close: async () => {},
  };
}

/** @throws ModelFileError where the file has no such tensor or one that is not read as weights */
export function readableTensor<T extends TensorInfo>(
  tensors: ReadonlyMap<string, T>,
  name: string,
  what: string,
): T {
  const entry = tensors.get(name);
  if (entry === undefined) throw new ModelFileError(what, `has no tensor ${name}`);
  if (entry.unreadable !== undefined) throw new ModelFileError(what, `${name}: ${entry.unreadable}`);
  return entry;
}

/**
 * @param bytes All of the entry.
 * @param what The file, for messages.
 * @throws ModelFileError for a number that float32 does not hold
 */
export function decodeTensor(
  { name, dtype }: SafetensorsEntry,
  bytes: Uint8Array,
  what: string,
): Float32Array {
  return decodeFloats(dtype as ReadableDtype, bytes, (value) => {
    throw new ModelFileError(
      what,
      `${name}: ${value} is larger than float32, which weights are kept in, holds`,
    );
  });
}
