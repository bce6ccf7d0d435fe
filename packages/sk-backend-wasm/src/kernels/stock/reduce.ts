/** Sum and mean over any axes, in float64 and without the transposed copy that the stock kernels make. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { backend_util, util } from '@tensorflow/tfjs-core';
import { kernelForStockOp, type Workspace } from '../../heap/workspace.js';

interface Inputs {
  readonly x: TensorInfo;
}

interface Attrs {
  readonly axis: number | number[];
  readonly keepDims: boolean;
}

/** One pass, along the middle axis of [outer, count, inner]. */
interface Step {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

/**
 * Returns the passes of a reduction. Neighbouring axes are reduced as one, the last ones first. A reduction over no
 * axis is a sum of one element.
 */
function stepsOf(shape: readonly number[], axes: readonly number[]): Step[] {
  const runs: { size: number; readonly reduced: boolean }[] = [];
  shape.forEach((size, axis) => {
    const reduced = axes.includes(axis);
    const last = runs.at(-1);
    if (size === 1) return;
    if (last?.reduced === reduced) last.size *= size;
    else runs.push({ size, reduced });
  });
  const steps: Step[] = [];
  let inner = 1;
  for (const [i, { size, reduced }] of [...runs.entries()].reverse()) {
    const outer = runs.slice(0, i).reduce((product, run) => product * run.size, 1);
    if (reduced) steps.push({ outer, count: size, inner });
    else inner *= size;
  }
  if (steps.length === 0) steps.push({ outer: inner, count: 1, inner: 1 });
  return steps;
}

function reduction(kernelName: string, mean: boolean): KernelConfig {
  return kernelForStockOp<Inputs, Attrs>(kernelName, (space, { x }, { axis, keepDims }) => {
    const axes = util.parseAxisParam(axis, x.shape);
    const [kept, reduced] = backend_util.computeOutAndReduceShapes(x.shape, axes);
    const shape = keepDims ? backend_util.expandShapeToKeepDim(kept, axes) : kept;
    const factor = mean ? 1 / util.sizeFromShape(reduced) : 1;
    const y = space.output(shape, mean || x.dtype === 'float32' ? 'float32' : 'int32');
    const steps = stepsOf(x.shape, axes);
    if (util.sizeFromShape(x.shape) === 0) space.values(y).fill(mean ? Number.NaN : 0);
    else if (x.dtype === 'float32') sumFloats(space, space.pointer(x), steps, factor, space.pointer(y));
    else space.values(y).set(sumIntegers(space.values(x), steps).map((value) => value * factor));
    return y;
  });
}

export const reductionKernels: readonly KernelConfig[] = [reduction('Sum', false), reduction('Mean', true)];

function sumFloats(space: Workspace, from: number, steps: readonly Step[], factor: number, to: number): void {
  let source = from;
  steps.forEach(({ outer, count, inner }, i) => {
    const last = i === steps.length - 1;
    const target = last ? to : space.scratch(outer * inner * 4);
    space.kernels.reduce(source, outer, count, inner, last ? factor : 1, target, space.scratch(inner * 8));
    source = target;
  });
}

function sumIntegers(values: ArrayLike<number>, steps: readonly Step[]): Float64Array {
  let source = Float64Array.from(values);
  for (const { outer, count, inner } of steps) {
    const target = new Float64Array(outer * inner);
    source.forEach((value, i) => {
      const at = Math.floor(i / (count * inner)) * inner + (i % inner);
      target[at] = (target[at] as number) + value;
    });
    source = target;
  }
  return source;
}
