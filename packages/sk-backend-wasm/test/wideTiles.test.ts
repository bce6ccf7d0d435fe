/** Tiles of six pixels or channels have the bits of those of four: each sum is added up in the same order. */
import * as tf from '@tensorflow/tfjs-core';
import { simdBuild } from 'sk-backend-wasm';
import { convAttrs, fusedGroupedConv2d, groupedConv2dBackpropFilter } from 'sk-core';
import { expect, it } from 'vitest';
import { noise } from './support/onBothBackends.js';
import { enableRelaxedSimd } from './support/relaxedSimd.js';
import { restart } from './support/restart.js';

enableRelaxedSimd();

interface Case {
  /** [N, H, W, C] */
  readonly x: readonly [number, number, number, number];
  readonly filter: readonly [number, number, number, number];
  readonly groups: number;
}

/** Counts of pixels around a dozen and around a tile, beside widths that end in whole and in broken panels. */
const counts = [...Array.from({ length: 25 }, (_, i) => i + 1), 35, 36, 37, 47, 48, 49, 71, 72, 73, 100];
const cases: readonly Case[] = [
  ...counts.flatMap((pixels) =>
    [8, 13, 22].map((width): Case => ({ x: [1, 1, pixels, 6], filter: [1, 1, 6, width], groups: 1 })),
  ),
  { x: [2, 7, 9, 12], filter: [3, 3, 6, 14], groups: 2 },
  { x: [3, 5, 5, 8], filter: [3, 3, 8, 16], groups: 1 },
];

/** Returns the bytes of every case, plain and with addends and a ReLU. */
function bytes(): Buffer[] {
  return cases.flatMap(({ x, filter, groups }, seed) => {
    const pad = filter[0] === 1 ? 'valid' : 'same';
    const attrs = convAttrs({ groups, pad }, [...x], [...filter]);
    const [image, weights] = [noise(x, seed), noise(filter, seed + 1)];
    const [bias, addend] = [noise([filter[3]], seed + 2), noise([...x.slice(0, 3), filter[3]], seed + 3)];
    return [
      { addends: [], activation: 'linear' as const },
      { addends: [addend], activation: 'relu' as const },
    ].map(({ addends, activation }) => {
      const y = fusedGroupedConv2d({ x: image, filter: weights, bias, addends }, { ...attrs, activation });
      return Buffer.from(y.dataSync().slice().buffer);
    });
  });
}

/** Source channels, target channels, groups and images: dozens of source channels, and what they leave over. */
const filters: readonly (readonly [number, number, number, number])[] = [
  [12, 24, 1, 1],
  [20, 32, 1, 1],
  [8, 24, 1, 1],
  [64, 40, 1, 3],
  [24, 48, 2, 2],
  [24, 16, 1, 1],
];

/** Returns the bytes of each filter's gradient, over a few pixels or over several tiles of them. */
function filterBytes(): Buffer[] {
  return filters.map(([depth, width, groups, n], seed) => {
    const [x, dy] = [noise([n, 9, 9, depth * groups], seed), noise([n, 9, 9, width * groups], seed + 1)];
    const shape = [1, 1, depth, width * groups] as const;
    const attrs = convAttrs({ groups, pad: 'valid' }, [...x.shape], [...shape]);
    return Buffer.from(
      groupedConv2dBackpropFilter({ x, dy }, { ...attrs, shape })
        .dataSync()
        .slice().buffer,
    );
  });
}

async function onBoth(run: () => Buffer[]): Promise<readonly [narrow: Buffer[], wide: Buffer[]]> {
  const found: Buffer[][] = [];
  for (const simd of ['relaxed-simd', 'relaxed-simd-wide'] as const) {
    await restart({ simd });
    expect(simdBuild()).toBe(simd);
    found.push(tf.tidy(run));
  }
  const [narrow = [], wide = []] = found;
  return [narrow, wide];
}

it(`have the bits of narrow ones in ${cases.length} convolutions`, async () => {
  const [narrow, wide] = await onBoth(bytes);
  expect(narrow).toHaveLength(2 * cases.length);
  expect(narrow.flatMap((values, i) => (values.equals(wide[i] as Buffer) ? [] : [cases[i >> 1]]))).toEqual(
    [],
  );
});

it('have the bits of narrow ones in gradients of filters', async () => {
  const [narrow, wide] = await onBoth(filterBytes);
  expect(narrow).toHaveLength(filters.length);
  expect(narrow.flatMap((values, i) => (values.equals(wide[i] as Buffer) ? [] : [filters[i]]))).toEqual([]);
});
