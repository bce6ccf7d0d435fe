/** A file of float32 numbers: tensors, one after the other. */
import { readFile } from 'node:fs/promises';
import type { Tensor } from '@tensorflow/tfjs-core';
import { writeSynced } from '../files/writeSynced.js';
import { RunError } from './runError.js';

/** Writes the values of tensors. */
export async function writeFloats(path: string, tensors: readonly Tensor[]): Promise<void> {
  const parts = (await Promise.all(tensors.map((tensor) => tensor.data()))) as Float32Array[];
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    joined.set(part, start);
    start += part.length;
  }
  await writeSynced(path, new Uint8Array(joined.buffer));
}

/**
 * Reads values of tensors of these shapes, or so many times as many: those of one kind for all shapes, then those of the
 * next.
 *
 * @param most Kinds that there may be.
 * @throws RunError where the file has another size
 */
export async function readFloats(
  path: string,
  shapes: readonly (readonly number[])[],
  most: number,
): Promise<Float32Array[]> {
  const sizes = shapes.map((shape) => shape.reduce((product, size) => product * size, 1));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const bytes = await readFile(path);
  const kinds = total === 0 && bytes.length === 0 ? 1 : bytes.length / (4 * total);
  if (!Number.isInteger(kinds) || kinds < 1 || kinds > most) {
    const times = most > 1 ? `, or up to ${most} times as many` : '';
    throw new RunError(`${path}: has ${bytes.length} bytes, the model wants ${4 * total}${times}`);
  }
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  let start = 0;
  return Array.from({ length: kinds }, () => sizes)
    .flat()
    .map((size) => {
      start += size;
      return values.subarray(start - size, start);
    });
}
