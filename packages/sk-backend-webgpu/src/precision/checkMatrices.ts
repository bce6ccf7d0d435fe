/**
 * The check of a device's matrices before a network meets them: small convolutions by the tiles of subgroup matrices,
 * beside sums on the host of factors that are rounded alike.
 */
import { type TensorInfo, tensor } from '@tensorflow/tfjs-core';
import { convAttrs, convGeometry } from 'sk-core';
import { type Workspace, work } from '../gpu/workspace.js';
import { filterGradient } from '../kernels/convolution/filterGradient.js';
import { convolve } from '../kernels/convolution/forward.js';
import { inputGradient } from '../kernels/convolution/inputGradient.js';
import type { Conv } from '../kernels/convolution/plan.js';
import type { MatrixUnit } from '../shaders/convolution/matrixTile.js';
import type { WebGPUBackend } from '../tfjs/tfjsBackend.js';
import { roundToFloat16 } from './float16.js';
import { hostConvolution } from './hostConvolution.js';

type Shape = readonly [number, number, number, number];

function convOf(x: Shape, filter: Shape, spec: Parameters<typeof convAttrs>[0]): Conv {
  const attrs = convAttrs(spec, [...x], [...filter]);
  return { ...convGeometry([...x], [...filter], attrs), attrs };
}

/** Convolutions whose channels are vectors and fill more than a tile, and whose channels are neither, in narrow tiles. */
const convs: readonly Conv[] = [
  convOf([2, 9, 10, 36], [3, 3, 36, 68], { strides: [2, 2], pad: 1 }),
  convOf([1, 9, 8, 34], [1, 3, 34, 33], {}),
  convOf([3, 7, 6, 25], [2, 1, 25, 30], { dilations: [2, 1] }),
];

/** Returns so many values in [-1, 1), the same ones for a seed. */
function noise(size: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 23 - 1;
  });
}

/** Error of a sum in float32, as a part of the largest sum: that of some hundred products, which a device adds in any order. */
const tolerance = 1e-4;

/** Names a value that is not what it should be; returns nothing where all are. */
function differs(what: string, got: ArrayLike<number>, wanted: Float64Array): string | undefined {
  const most = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  const at = wanted.findIndex((value, i) => !(Math.abs(Number(got[i]) - value) <= tolerance * most));
  return at < 0 ? undefined : `${what}[${at}] is ${got[at]} in place of ${wanted[at]}`;
}

/** Runs kernels by a unit's matrices, on values of the host. */
class Runner {
  readonly #backend: WebGPUBackend;
  readonly #matrix: MatrixUnit;

  constructor(backend: WebGPUBackend, matrix: MatrixUnit) {
    this.#backend = backend;
    this.#matrix = matrix;
  }

  async run(
    inputs: readonly { readonly values: Float32Array; readonly shape: readonly number[] }[],
    kernel: (space: Workspace, ...tensors: TensorInfo[]) => TensorInfo,
  ): Promise<Float32Array> {
    const tensors = inputs.map(({ values, shape }) => tensor(values, [...shape], 'float32'));
    try {
      const products = { name: 'float16', matrix: this.#matrix } as const;
      const body = (space: Workspace): TensorInfo => kernel(space, ...tensors);
      const { dataId } = work('the check of matrices', this.#backend, body, products);
      try {
        return (await this.#backend.read(dataId)) as Float32Array;
      } finally {
        this.#backend.disposeData(dataId);
      }
    } finally {
      for (const one of tensors) one.dispose();
    }
  }
}

async function checkSums(runner: Runner, conv: Conv): Promise<string | undefined> {
  const { n, h, w, c, oh, ow, o, kh, kw } = conv;
  const x = { values: noise(n * h * w * c, 1), shape: [n, h, w, c] };
  const filter = { values: noise(kh * kw * c * o, 2), shape: [kh, kw, c, o] };
  const dy = { values: noise(n * oh * ow * o, 3), shape: [n, oh, ow, o] };
  const bias = { values: noise(o, 4), shape: [o] };
  const rounded = (given: Float32Array): Float64Array => Float64Array.from(given, roundToFloat16);
  const host = hostConvolution(conv, {
    ...{ x: rounded(x.values), filter: rounded(filter.values), dy: rounded(dy.values) },
  });
  const y = await runner.run([x, filter, bias, dy], (space, a, b, added, addend) =>
    convolve(space, conv, a as TensorInfo, b as TensorInfo, {
      bias: added as TensorInfo,
      addend,
      relu: true,
    }),
  );
  const ended = host.y.map((sum, i) => Math.max(0, sum + Number(bias.values[i % o]) + Number(dy.values[i])));
  const dx = await runner.run([dy, filter, x], (space, a, b, addend) =>
    inputGradient(space, conv, a as TensorInfo, b as TensorInfo, addend),
  );
  const dFilter = await runner.run([x, dy], (space, a, b) =>
    filterGradient(space, conv, a as TensorInfo, b as TensorInfo),
  );
  const what = `of ${x.shape.join('x')} with ${filter.shape.join('x')}`;
  return (
    differs(`the convolution ${what}, at`, y, ended) ??
    differs(
      `the input gradient ${what}, at`,
      dx,
      host.dx.map((sum, i) => sum + Number(x.values[i])),
    ) ??
    differs(`the filter gradient ${what}, at`, dFilter, host.dFilter)
  );
}

/** Numbers that show how a device rounds: ties, those below the least normal one, and those about the largest. */
const edges: readonly number[] = [
  ...[1 + 2 ** -11, 1 + 3 * 2 ** -11, -1 - 2 ** -11 - 2 ** -20, 0.1, -Math.PI],
  ...[2 ** -15, -1.7 * 2 ** -24, 2.5 * 2 ** -24, 2 ** -26, 65504, 65519, -65504],
];
/** Numbers that must not become finite, for the scale of a loss is found by them. */
const overflows: readonly number[] = [65520, -1e5, Number.NaN, Number.POSITIVE_INFINITY];

/** Checks how factors are rounded, by the product with a unit matrix. */
async function checkRounding(runner: Runner): Promise<string | undefined> {
  const size = 32;
  const pixels = 64;
  const conv = convOf([1, pixels, 1, size], [1, 1, size, size], {});
  const numbers = [...edges, ...overflows];
  const values = noise(pixels * size, 5);
  // One number in a row, since what is not finite spreads over the row.
  numbers.forEach((value, row) => {
    values[row * size + (row % size)] = value;
  });
  const unit = new Float32Array(size * size);
  for (let i = 0; i < size; i++) unit[i * size + i] = 1;
  const got = await runner.run(
    [
      { values, shape: [1, pixels, 1, size] },
      { values: unit, shape: [1, 1, size, size] },
    ],
    (space, x, filter) => convolve(space, conv, x as TensorInfo, filter as TensorInfo),
  );
  for (const [at, value] of values.entries()) {
    const row = Math.floor(at / size);
    const isLost = row >= edges.length && row < numbers.length;
    if (isLost && at % size !== row % size) continue;
    const wanted = roundToFloat16(value);
    if (isLost ? Number.isFinite(got[at]) : got[at] !== wanted) {
      return `${value} becomes ${got[at]}, and as float16 it is ${wanted}`;
    }
  }
  return undefined;
}

/** Says what a device gets wrong by a unit's matrices; nothing where all is right. */
export async function checkMatrices(backend: WebGPUBackend, unit: MatrixUnit): Promise<string | undefined> {
  const runner = new Runner(backend, unit);
  const fault = await checkRounding(runner);
  if (fault !== undefined) return fault;
  for (const conv of convs) {
    const wrong = await checkSums(runner, conv);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
