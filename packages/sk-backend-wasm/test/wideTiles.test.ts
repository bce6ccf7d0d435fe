/** Tiles of six pixels have the bits of those of four: each sum is added up in the same order. */
import * as tf from '@tensorflow/tfjs-core';
import { simdBuild } from 'sk-backend-wasm';
import { convAttrs, fusedGroupedConv2d } from 'sk-core';
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

it(`have the bits of narrow ones in ${cases.length} convolutions`, async () => {
  const found = [];
  for (const simd of ['relaxed-simd', 'relaxed-simd-wide'] as const) {
    await restart({ simd });
    expect(simdBuild()).toBe(simd);
    found.push(tf.tidy(bytes));
  }
  const [narrow = [], wide = []] = found;
  expect(narrow).toHaveLength(2 * cases.length);
  expect(narrow.flatMap((values, i) => (values.equals(wide[i] as Buffer) ? [] : [cases[i >> 1]]))).toEqual(
    [],
  );
});
