/** Repetition along axes by block copies; the stock kernel moves element by element. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { util } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import { kernelForStockOp } from '../../heap/workspace.js';

export const tileKernel: KernelConfig = kernelForStockOp<
  { readonly x: TensorInfo },
  { readonly reps: readonly number[] }
>('Tile', (space, { x }, { reps }) => {
  const y = space.output(
    x.shape.map((size, axis) => size * elementAt(reps, axis)),
    x.dtype,
  );
  const [from, to] = [bytesOf(space.values(x)), bytesOf(space.values(y))];
  if (to.length === 0) return y;
  // From this axis on a block is copied whole.
  const axis = reps.findLastIndex((times) => times > 1) + 1;
  const block = util.sizeFromShape(x.shape.slice(axis)) * util.bytesPerElement(x.dtype);
  let read = 0;

  /** Writes the block of an axis at `at` and returns where it ends. */
  const write = (at: number, along: number): number => {
    if (along === axis) {
      to.set(from.subarray(read, read + block), at);
      read += block;
      return at + block;
    }
    const [count, times] = [elementAt(x.shape, along), elementAt(reps, along)];
    let end = at;
    for (let i = 0; i < count; i++) end = write(end, along + 1);
    const length = end - at;
    for (let i = 1; i < times; i++) {
      to.copyWithin(end, at, at + length);
      end += length;
    }
    return end;
  };
  write(0, 0);
  return y;
});

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
