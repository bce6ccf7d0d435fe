/**
 * The tiles of subgroup matrices, against float64 sums of factors that are rounded alike. SwiftShader has no such matrices, so
 * that loops multiply in their place: what is tested is all around the products.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chooseProducts, factorsFor, type Products } from '../../src/gpu/products.js';
import { checkMatrices } from '../../src/precision/checkMatrices.js';
import { productsOfDevice } from '../../src/precision/mixedProducts.js';
import { startOnAnyAdapter } from '../support/adapter.js';
import { matrixUnits } from './support/convolutionShaders.js';
import { deviceOf } from './support/matrixDevice.js';
import { withPlainMatrices } from './support/plainMatrices.js';
import { cases, compare, compareEnds } from './support/roundedFactors.js';

const backend = (): WebGPUBackend => tf.backend() as WebGPUBackend;
const full = process.env['SK_TEST_FULL'] === '1';
const [unit, ...others] = matrixUnits;

/** Loops take the place of matrices from now on, in texts that a test may change. */
function standIn(of: typeof unit, change: (text: string) => string = (text) => text): void {
  vi.restoreAllMocks();
  const { device } = backend();
  const create = device.createShaderModule.bind(device);
  vi.spyOn(device, 'createShaderModule').mockImplementation((descriptor) =>
    create({ ...descriptor, code: change(withPlainMatrices(descriptor.code, of)) }),
  );
}

beforeAll(startOnAnyAdapter);
afterAll(() => {
  vi.restoreAllMocks();
  chooseProducts(backend(), { name: 'float32' });
});

describe('convolutions by subgroup matrices', () => {
  const products: Products = { name: 'float16', matrix: unit };
  beforeAll(() => {
    standIn(unit);
    chooseProducts(backend(), products);
  });

  it.each((full ? cases : cases.slice(-5)).map((c) => [c.name, c] as const))('%s', async (_, conv) => {
    await compare(conv, (shape) => factorsFor(products, shape).matrix !== undefined);
  });

  it('adds what is not rounded: a bias, and sums of residual units', compareEnds);
});

describe('the check of matrices', () => {
  it.each(full ? [unit, ...others] : [unit])(
    'finds nothing wrong with loops over $m x $n x $k',
    async (matrix) => {
      standIn(matrix);
      const { numTensors, numBytes } = tf.memory();
      expect(await checkMatrices(backend(), matrix)).toBeUndefined();
      expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    },
  );

  // Each has a size of its own, since pipelines are kept by their records.
  const wrong: readonly [string, Partial<typeof unit>, string, string, RegExp][] = [
    [
      'factors that are not rounded',
      { n: 8 },
      ' = round16(',
      ' = vec4f(',
      /^1.00048828125 becomes 1.00048828125, and as float16 it is 1$/,
    ],
    [
      'digits cut off',
      { m: 8 },
      'vec4u(0xfffu) + odd',
      'vec4u(0u)',
      /^0\.70589\d+ becomes 0\.70556640625, and as float16 it is 0\.7060546875$/,
    ],
    [
      'sums that end at 65504',
      { k: 8 },
      'value * 3e38',
      'sign(value) * 65504.0',
      /^65520 becomes 65504, and as float16 it is Infinity/,
    ],
    ['the last step left out', { m: 8, n: 8 }, 'step < 16u', 'step < 15u', /becomes 0, and/],
    [
      'a filter gradient that is too large',
      { n: 8, k: 8 },
      'parts[at / 4u] = sum',
      'parts[at / 4u] = sum * 1.001',
      /^the filter gradient of 2x9x10x36 with 3x3x36x68, at\[\d+\] is /,
    ],
  ];
  it.each(full ? wrong : wrong.slice(0, 1))('finds %s', async (_, size, from, to, says) => {
    const matrix = { ...unit, ...size };
    standIn(matrix, (text) => text.replaceAll(from, to));
    expect(await checkMatrices(backend(), matrix)).toMatch(says);
  });

  it('a device that refuses the shader keeps float32, and works on', async () => {
    vi.restoreAllMocks();
    const device = deviceOf({ ...unit, subgroup: 64 });
    const refused = await productsOfDevice(device, (matrix) => checkMatrices(backend(), matrix));
    expect(refused).toMatchObject({
      name: 'float32',
      reason: expect.stringMatching(/check of the device's matrices failed: .*f16/),
    });
    expect([...(await tf.add(tf.tensor1d([1]), 1).data())]).toEqual([2]);
  });
});
