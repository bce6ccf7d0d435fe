/**
 * Tall tiles. Shapes that would choose them take a software adapter minutes, so that here small convolutions are given
 * them: the results are those of the float64 reference, and have the bits of low tiles.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { type CaseOf, checkCase } from 'sk-conformance/check';
import { convAttrs, groupedConv2d, groupedConv2dBackpropFilter } from 'sk-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noise } from '../../../sk-conformance/src/numbers/array64.js';
import { chooseProducts } from '../../src/gpu/products.js';
import type { TileFactors, TileKind } from '../../src/shaders/convolution/tile.js';
import { guard, startOnAnyAdapter } from '../support/adapter.js';
import { compare, valuesOf } from './support/roundedFactors.js';

const chosen = vi.hoisted(() => ({ tall: true }));
vi.mock('../../src/kernels/convolution/tileKind.js', () => ({
  tileKind: (factors: TileFactors): TileKind => (chosen.tall ? { ...factors, tall: true } : factors),
}));

type Conv = CaseOf<'groupedConv2d'>;
type Shape = [number, number, number, number];

const conv = (name: string, x: Shape, filter: Shape, attrs: Partial<Conv['attrs']>): Conv => ({
  name,
  op: 'groupedConv2d',
  inputs: [{ shape: x }, { shape: filter }],
  attrs: { groups: 1, strides: [1, 1], dilations: [1, 1], padding: 'same', ...attrs },
});

/** SK_TEST_FULL=1 adds the cases of which each has one thing more. */
const full = process.env['SK_TEST_FULL'] === '1';

const strided = conv('3x3 stride 2 by 1, 40 to 72 channels', [2, 15, 13, 40], [3, 3, 40, 72], {
  strides: [2, 1],
});

/** Convolutions of several tiles whose steps are odd, even and one; of vectors, and of values one by one. */
const cases: readonly Conv[] = [
  strided,
  conv('7x7 stride 2, 3 to 37 channels', [2, 31, 29, 3], [7, 7, 3, 37], { strides: [2, 2], padding: 3 }),
  conv('1x1, 2 groups of 132 to 36 channels', [1, 12, 13, 264], [1, 1, 132, 72], { groups: 2 }),
  conv('1x1, 12 to 40 channels', [1, 12, 11, 12], [1, 1, 12, 40], {}),
  conv('2x1 dilated by 2, 25 to 66 channels', [3, 9, 6, 25], [2, 1, 25, 66], { dilations: [2, 1] }),
].slice(0, full ? undefined : 2);

/** The texts of shaders that the device has got. */
const texts: string[] = [];
const backend = (): WebGPUBackend => tf.backend() as WebGPUBackend;

beforeAll(async () => {
  await startOnAnyAdapter();
  const { device } = backend();
  const create = device.createShaderModule.bind(device);
  vi.spyOn(device, 'createShaderModule').mockImplementation((descriptor) => {
    texts.push(descriptor.code);
    return create(descriptor);
  });
});
afterAll(() => {
  vi.restoreAllMocks();
  chooseProducts(backend(), { name: 'float32' });
});

const isTall = (text: string): boolean => text.includes('var buffer = 0u;');

/** Returns the convolution of noise, and the gradient of its filter. */
async function results({ inputs, attrs: { padding: pad, ...spec } }: Conv): Promise<ArrayLike<number>[]> {
  const [x, filter] = inputs.map(({ shape }, k) => {
    const { values } = noise(shape, k + 1);
    return tf.tensor4d(Float32Array.from(values), shape as Shape);
  }) as [tf.Tensor4D, tf.Tensor4D];
  const attrs = convAttrs({ ...spec, pad }, x.shape, filter.shape);
  const y = await valuesOf(() => groupedConv2d({ x, filter }, attrs));
  const dFilter = await valuesOf(() =>
    tf.tidy(() => {
      const dy = tf.sin(groupedConv2d({ x, filter }, attrs));
      return groupedConv2dBackpropFilter({ x, dy }, { ...attrs, shape: filter.shape });
    }),
  );
  tf.dispose([x, filter]);
  return [y, dFilter];
}

describe('tall tiles', () => {
  it.each(cases.map((c) => [c.name, c] as const))('%s', async (_, c) => {
    chosen.tall = true;
    await guard(() => checkCase(c));
    expect(texts.filter(isTall).length).toBeGreaterThan(0);
    const tall = await results(c);
    chosen.tall = false;
    expect(await results(c)).toEqual(tall);
  });

  it('of factors that are rounded', async () => {
    chosen.tall = true;
    chooseProducts(backend(), { name: 'rounded' });
    await compare(strided, () => true);
    expect(texts.filter((text) => isTall(text) && text.includes('= round16(')).length).toBe(2);
  });
});
