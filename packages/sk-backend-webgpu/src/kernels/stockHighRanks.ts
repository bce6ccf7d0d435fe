/**
 * Kernels of ranks 5 and 6 by views of lower ranks. tfjs's shaders do not compile for these ranks, or do not exist.
 */
import { type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import { replaceStock, viewed } from './replaceStock.js';

const sizeOf = util.sizeFromShape;

interface One {
  readonly x: TensorInfo;
}

interface PadAttrs {
  readonly paddings: readonly [number, number][];
  readonly constantValue: number;
}

/** Pads the first three axes, and then the others. It is also slice's gradient. */
const pad = replaceStock<One, PadAttrs>('PadV2', ({ inputs: { x }, attrs, backend, stock }) => {
  const { paddings } = attrs;
  if (x.shape.length <= 4 || sizeOf(x.shape) === 0) return stock();
  const shape = x.shape.map((length, axis) => length + sumOf(elementAt(paddings, axis)));
  const rest = x.shape.slice(3);
  const first = stock(
    { x: viewed(x, [...x.shape.slice(0, 3), sizeOf(rest)]) },
    { ...attrs, paddings: [...paddings.slice(0, 3), [0, 0]] },
  );
  const second = stock(
    { x: viewed(first, [sizeOf(shape.slice(0, 3)), ...rest]) },
    { ...attrs, paddings: [[0, 0], ...paddings.slice(3)] },
  );
  backend.disposeData(first.dataId);
  return viewed(second, shape);
});

const sumOf = ([before, after]: readonly [number, number]): number => before + after;

interface SelectInputs {
  readonly condition: TensorInfo;
  readonly t: TensorInfo;
  readonly e: TensorInfo;
}

/** Selects on views of one axis, since tf.where gives all three inputs one shape. */
const select = replaceStock<SelectInputs>('Select', ({ inputs: { condition, t, e }, attrs, stock }) => {
  const { shape } = t;
  if (shape.length <= 4) return stock();
  const view = [sizeOf(shape)];
  const views = { condition: viewed(condition, view), t: viewed(t, view), e: viewed(e, view) };
  return viewed(stock(views, attrs), shape);
});

/** Returns the sizes before an axis, along it and behind it. */
function aroundAxis(shape: readonly number[], axis: number): number[] {
  return [sizeOf(shape.slice(0, axis)), elementAt(shape, axis), sizeOf(shape.slice(axis + 1))];
}

interface AlongAttrs {
  readonly axis: number;
}

const along = (kernelName: string): KernelConfig =>
  replaceStock<One, AlongAttrs>(kernelName, ({ inputs: { x }, attrs, stock }) => {
    const { shape } = x;
    if (shape.length <= 4) return stock();
    const [axis] = util.parseAxisParam(attrs.axis, shape) as [number];
    const view = aroundAxis(shape, axis);
    return viewed(stock({ x: viewed(x, view) }, { ...attrs, axis: 1 }), shape);
  });

interface ReverseAttrs {
  readonly dims: number | readonly number[];
}

/** Reverses one axis after the other. */
const reverse = replaceStock<One, ReverseAttrs>('Reverse', ({ inputs: { x }, attrs, backend, stock }) => {
  const { shape } = x;
  if (shape.length <= 4) return stock();
  let y: TensorInfo | undefined;
  for (const axis of util.parseAxisParam(attrs.dims as number[], shape)) {
    const view = aroundAxis(shape, axis);
    const next = stock({ x: viewed(y ?? x, view) }, { dims: [1] });
    if (y !== undefined) backend.disposeData(y.dataId);
    y = next;
  }
  return y === undefined ? stock() : viewed(y, shape);
});

export const highRankKernels: readonly KernelConfig[] = [
  pad,
  select,
  along('Cumsum'),
  along('Cumprod'),
  reverse,
];
