/** Checks the list of weights in a model.json before a byte of them is read. */
import type { io } from '@tensorflow/tfjs-core';
import { type FileLimits, mostOf, usualLimits } from '../../fileLimits.js';
import { ModelFileError } from '../../modelFileError.js';
import { isPlainName } from './plainName.js';

export interface WeightsGroup {
  readonly paths: readonly string[];
  readonly weights: readonly io.WeightsManifestEntry[];
  /** Of all files of the group together. */
  readonly bytes: number;
}

const bytesPerValue: Readonly<Record<string, number>> = { float32: 4, int32: 4, bool: 1 };
const bytesQuantized: Readonly<Record<string, number>> = { uint8: 1, uint16: 2, float16: 2 };
/** TensorFlow.js cuts weights into files of 4 MB: a thousand of them are the most that a model may take. */
const maxFiles = 10_000;

/** @throws ModelFileError that names the entry. */
export function readManifest(
  value: unknown,
  file: string,
  limits: FileLimits = usualLimits,
): readonly WeightsGroup[] {
  const refuse = (why: string): never => {
    throw new ModelFileError(file, `weightsManifest: ${why}`);
  };
  if (!Array.isArray(value)) return refuse('wants a list');
  const names = new Set<string>();
  const readEntry = (entry: unknown): io.WeightsManifestEntry => {
    const { name, shape, dtype, quantization } = (entry ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || name === '') return refuse('an entry has no name');
    if (names.has(name)) refuse(`${name} is there twice`);
    if (names.add(name).size > limits.entries)
      refuse(`has more than ${mostOf(limits, 'entries', 'entries')}`);
    if (typeof dtype !== 'string' || !Object.hasOwn(bytesPerValue, dtype)) {
      refuse(
        `${name}: dtype wants ${Object.keys(bytesPerValue).join(', ')}, got ${JSON.stringify(dtype)?.slice(0, 80)}`,
      );
    }
    const isSize = (size: unknown): boolean => Number.isSafeInteger(size) && (size as number) >= 0;
    if (!Array.isArray(shape) || shape.length > 8 || !shape.every(isSize)) {
      refuse(`${name}: shape wants up to 8 whole numbers, got ${JSON.stringify(shape)?.slice(0, 80)}`);
    }
    if (!Number.isSafeInteger(product(shape as number[]) * 4)) refuse(`${name}: [${shape}] is too large`);
    const quantized = (quantization as { dtype?: unknown } | undefined)?.dtype;
    if (quantization != null && !Object.hasOwn(bytesQuantized, String(quantized))) {
      refuse(
        `${name}: quantization wants ${Object.keys(bytesQuantized).join(', ')}, got ${JSON.stringify(quantized)?.slice(0, 80)}`,
      );
    }
    if (quantized === 'uint8' || quantized === 'uint16') {
      const { min, scale } = quantization as { min?: unknown; scale?: unknown };
      if (!Number.isFinite(min) || !Number.isFinite(scale)) {
        refuse(`${name}: quantization wants finite min and scale, got ${String(min)} and ${String(scale)}`);
      }
    }
    return entry as io.WeightsManifestEntry;
  };
  const files = new Set<string>();
  const readPath = (path: unknown): string => {
    if (!isPlainName(path)) return refuse(badPath(path));
    if (files.has(path)) refuse(`paths names ${path} twice`);
    if (files.add(path).size > maxFiles) refuse(`names more than ${maxFiles} files`);
    return path;
  };
  return value.map((group: unknown): WeightsGroup => {
    const { paths, weights } = (group ?? {}) as Record<string, unknown>;
    if (!Array.isArray(paths) || !Array.isArray(weights)) return refuse('each group wants paths and weights');
    const entries = weights.map(readEntry);
    return {
      paths: paths.map(readPath),
      weights: entries,
      bytes: entries.reduce((sum, entry) => sum + entryBytes(entry), 0),
    };
  });
}

const product = (shape: readonly number[]): number => shape.reduce((total, size) => total * size, 1);

export function entryBytes({ shape, dtype, quantization }: io.WeightsManifestEntry): number {
  const each = quantization == null ? bytesPerValue[dtype] : bytesQuantized[quantization.dtype];
  return product(shape) * (each as number);
}

const badPath = (path: unknown): string =>
  `paths wants names of files in the same folder, got ${JSON.stringify(path)?.slice(0, 80)}`;
