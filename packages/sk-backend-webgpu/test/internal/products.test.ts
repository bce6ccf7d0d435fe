/** The products of mixed precision, as a function of device and shape. */
import { describe, expect, it } from 'vitest';
import { factorsFor } from '../../src/gpu/products.js';
import { type MatrixDevice, matrixDevice, matrixUnitOf } from '../../src/precision/matrixUnit.js';
import { productsOfDevice } from '../../src/precision/mixedProducts.js';
import { config, deviceOf } from './support/matrixDevice.js';

const matrix = { m: 16, n: 16, k: 16, subgroup: 32 };
const card = deviceOf(matrix);
/** The list of an H200. */
const listed = [
  ...[config(16, 16, 16, 'f16'), config(16, 8, 16, 'f16'), config(16, 8, 8, 'f16')],
  ...[config(16, 16, 16), config(16, 8, 16), config(16, 8, 8), config(16, 16, 32, 'u32', 'u8')],
];

const devices: readonly [string, Partial<MatrixDevice>, object | RegExp][] = [
  ['a card of one configuration', {}, matrix],
  ['a card of several', { configs: listed }, matrix],
  ['the same in another order', { configs: [...listed].reverse() }, matrix],
  ['small matrices', { configs: [config(8, 8, 8)] }, { ...matrix, m: 8, n: 8, k: 8 }],
  ['the squarer of two', { configs: [config(8, 32, 16), config(16, 16, 16)] }, matrix],
  [
    'small subgroups',
    { configs: [config(8, 16, 16)], subgroupMinSize: 16, subgroupMaxSize: 16 },
    { m: 8, n: 16, k: 16, subgroup: 16 },
  ],
  ['wide subgroups', { subgroupMinSize: 64, subgroupMaxSize: 64 }, { ...matrix, subgroup: 64 }],
  [
    'no matrices',
    { features: new Set(['shader-f16']) },
    /^the device has no chromium-experimental-subgroup-matrix$/,
  ],
  [
    'no float16',
    { features: new Set(['chromium-experimental-subgroup-matrix']) },
    /^the device has no shader-f16$/,
  ],
  [
    'no features',
    { features: new Set<string>() },
    /no chromium-experimental-subgroup-matrix and no shader-f16$/,
  ],
  ['an empty list', { configs: [] }, /lists no matrices of float16 with sums of float32/],
  [
    'sums of float16',
    { configs: [config(16, 16, 16, 'f16')] },
    /lists no matrices of float16 with sums of float32/,
  ],
  ['factors of float32', { configs: [config(8, 8, 8, 'f32', 'f32')] }, /lists no matrices of float16/],
  ['subgroups of any size', { subgroupMinSize: 4 }, /subgroups of 4 to 32 threads/],
  [
    'subgroups wider than a tile',
    { subgroupMinSize: 128, subgroupMaxSize: 128 },
    /\(16x16x16\) in subgroups of 128/,
  ],
  [
    'matrices with more rows than a subgroup has',
    { subgroupMinSize: 8, subgroupMaxSize: 8 },
    /no tile is made of/,
  ],
  [
    'matrices that are wider than a tile',
    { configs: [config(16, 64, 16)] },
    /no tile is made of .*\(16x64x16\)/,
  ],
  ['matrices that are deeper than a tile', { configs: [config(16, 16, 32)] }, /no tile is made of/],
  ['little workgroup memory', { workgroupBytes: 14335 }, /does not fit into the 14335 bytes/],
  ['just enough of it', { workgroupBytes: 14336 }, matrix],
  [
    'enough for smaller sums',
    { workgroupBytes: 10240, configs: [config(16, 16, 16), config(8, 8, 8)] },
    { ...matrix, m: 8, n: 8, k: 8 },
  ],
];

describe('the matrices of a device', () => {
  it.each(devices)('%s', (_, fields, wanted) => {
    const found = matrixUnitOf({ ...card, ...fields });
    if (wanted instanceof RegExp) expect(found).toMatch(wanted);
    else expect(found).toEqual(wanted);
  });

  it('are none where an adapter tells nothing of them', () => {
    const device = { features: card.features, limits: { maxComputeWorkgroupStorageSize: 32768 } };
    const info = { subgroupMinSize: 32, subgroupMaxSize: 32 };
    expect(matrixDevice(device, info)).toEqual({
      ...card,
      configs: [],
      workgroupBytes: 32768,
    });
  });
});

describe('the factors of a product', () => {
  const shape = { rows: 16, columns: 16, depth: 16 };
  const float16 = { name: 'float16', matrix } as const;
  it.each([
    [shape, { matrix }],
    [{ rows: 100000, columns: 17, depth: 4608 }, { matrix }],
    [{ ...shape, rows: 15 }, {}],
    [{ ...shape, columns: 15 }, {}],
    [{ ...shape, depth: 15 }, {}],
  ])('of %o by matrices', (size, wanted) => {
    expect(factorsFor(float16, size)).toEqual(wanted);
    expect(factorsFor({ name: 'float32' }, size)).toEqual({});
    expect(factorsFor({ name: 'rounded' }, size)).toEqual({ rounds: true });
  });
});

describe('mixed precision', () => {
  it('is float16 where the check finds nothing wrong', async () => {
    const checked: object[] = [];
    const products = await productsOfDevice(card, async (unit) => {
      checked.push(unit);
      return undefined;
    });
    expect(products).toEqual({ name: 'float16', matrix });
    expect(checked).toEqual([matrix]);
  });

  it('is float32 with the reason where it does, or throws', async () => {
    const reason = "the check of the device's matrices failed: 1 becomes 2";
    expect(await productsOfDevice(card, async () => '1 becomes 2')).toEqual({ name: 'float32', reason });
    const throws = async (): Promise<undefined> => {
      throw new Error('1 becomes 2');
    };
    expect(await productsOfDevice(card, throws)).toEqual({ name: 'float32', reason });
  });

  it('is float32 without a check where the device has no matrices', async () => {
    const never = async (): Promise<undefined> => {
      throw new Error('it was checked');
    };
    expect(await productsOfDevice({ ...card, configs: [] }, never)).toEqual({
      name: 'float32',
      reason: 'the device lists no matrices of float16 with sums of float32',
    });
  });
});
