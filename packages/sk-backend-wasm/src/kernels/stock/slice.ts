/** Parts of a tensor by block copies on the heap; the stock kernels copy the whole tensor for each part first. */
import { backend_util, type KernelConfig, slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import { guarded } from '../../heap/guarded.js';
import type { Workspace } from '../../heap/workspace.js';

interface Inputs {
  readonly x: TensorInfo;
}

interface SliceAttrs {
  readonly begin: number | number[];
  readonly size: number | number[];
}

interface SplitAttrs {
  readonly numOrSizeSplits: number | number[];
  readonly axis: number;
}

/** Slices and splits. Strings do not lie on the heap, and tfjs splits none. */
export const sliceKernels: readonly KernelConfig[] = [
  guarded<Inputs, SliceAttrs>('Slice', (space, { x }, { begin, size }, stock) => {
    if (x.dtype === 'string') return stock();
    const [from = [], shape = []] = slice_util.parseSliceParams(x, begin, size);
    return part(space, x, from, shape);
  }),
  guarded<Inputs, SplitAttrs>('SplitV', (space, { x }, { numOrSizeSplits, axis }) => {
    const along = elementAt(util.parseAxisParam(axis, x.shape), 0);
    const from = x.shape.map(() => 0);
    return backend_util.prepareSplitSize(x, numOrSizeSplits, along).map((size) => {
      const y = part(space, x, from, x.shape.with(along, size));
      from[along] = elementAt(from, along) + size;
      return y;
    });
  }),
];

/** Returns the values from `begin` on, of an output's shape. */
function part(space: Workspace, x: TensorInfo, begin: readonly number[], shape: number[]): TensorInfo {
  const source = space.values(x).byteOffset;
  const y = space.output(shape, x.dtype);
  if (util.sizeFromShape(shape) === 0) return y;
  const bytes = util.bytesPerElement(x.dtype);
  const strides = x.shape.map((_, axis) => bytes * util.sizeFromShape(x.shape.slice(axis + 1)));
  // The last axis that is cut: a block of it, with all that lies behind, is copied whole.
  const cut = shape.findLastIndex((size, axis) => size < elementAt(x.shape, axis));
  const block = bytes * util.sizeFromShape(shape.slice(Math.max(cut, 0)));
  let to = space.values(y).byteOffset;
  const heap = space.heap();
  const copy = (axis: number, from: number): void => {
    if (axis >= cut) {
      const first = cut < 0 ? from : from + elementAt(begin, axis) * elementAt(strides, axis);
      heap.copyWithin(to, first, first + block);
      to += block;
      return;
    }
    const stride = elementAt(strides, axis);
    const first = from + elementAt(begin, axis) * stride;
    for (let i = 0; i < elementAt(shape, axis); i++) copy(axis + 1, first + i * stride);
  };
  copy(0, source);
  return y;
}
