/** What is drawn for each image: a function of seed, epoch and image, inside its ranges. */
import { byteTable, elementAt } from 'sk-core';
import type { PixelImage } from 'sk-models';
import { type AutoAugment, type ColorJitter, type PixelAugmentation, RandomStream } from 'sk-train';
import { describe, expect, it } from 'vitest';
import {
  augmentPixels,
  drawAdjustments,
  drawErasedBox,
  drawOperations,
  type Erasing,
  erase,
  operationRanges,
  parseRecipe,
} from '#internal';

const noise = new RandomStream(4, 'data');
const image: PixelImage = {
  data: Uint8Array.from({ length: 12 * 10 * 3 }, () => noise.integer(256)),
  width: 12,
  height: 10,
  channels: 3,
};
const statistics = { mean: [0.5, 0.4, 0.3], std: [0.2, 0.25, 0.3] };
const streams = (purpose: 'jitter' | 'policy' | 'erasing', count: number): RandomStream[] =>
  Array.from({ length: count }, (_, index) => new RandomStream(3, purpose, 0, index));
/** Five deviations of the number of hits among so many draws. */
const slack = (count: number, share: number): number => 5 * Math.sqrt(count * share * (1 - share));

const { rotation, colorJitter, erasing } = parseRecipe({
  rotation: { degrees: 30 },
  colorJitter: { brightness: 0.4, contrast: 0.3, saturation: 1.2, hue: 0.1 },
  erasing: { probability: 0.5, fill: 'noise' },
});
const everything: PixelAugmentation = {
  rotation,
  autoAugment: { kind: 'randaugment', ops: 2, magnitude: 9, interpolation: 'bilinear' },
  colorJitter,
  erasing,
};
const jitter = colorJitter as ColorJitter;
const ranges = erasing as Erasing;

describe('augmentPixels', () => {
  const at = (place: { seed?: number; epoch?: number; index?: number }, changes = everything): string =>
    `${augmentPixels(image, changes, { seed: 1, epoch: 2, index: 3, ...place }, statistics).data}`;

  it('is a function of seed, epoch and image', () => {
    const first = at({});
    expect(first).not.toBe(`${image.data}`);
    for (const other of [{ seed: 2 }, { epoch: 3 }, { index: 4 }]) expect(at(other)).not.toBe(first);
    expect(at({})).toBe(first);
  });

  it('draws for one kind of change whatever others there are', () => {
    const alone = at({}, { rotation });
    const empty = { brightness: 0, contrast: 0, saturation: 0, hue: 0 };
    const neverErased = { ...ranges, probability: 0 };
    expect(alone).not.toBe(`${image.data}`);
    expect(at({}, { rotation, colorJitter: empty, erasing: neverErased })).toBe(alone);
  });

  it('leaves the image that it is given, and an image that nothing happens to', () => {
    const before = `${image.data}`;
    at({});
    expect(`${image.data}`).toBe(before);
    expect(at({}, {})).toBe(before);
  });

  it('turns by up to the greatest angle either way, and fills with the bytes of the mean', () => {
    const white = { ...image, data: image.data.map(() => 255) };
    const corners = Array.from({ length: 50 }, (_, index) => {
      const turned = augmentPixels(white, { rotation }, { seed: 1, epoch: 0, index }, statistics);
      return [...turned.data.subarray(0, 3)];
    });
    const seen = new Set(corners.map(String));
    expect(seen).toEqual(new Set(['255,255,255', '128,102,77']));
  });
});

describe('colour jitter', () => {
  it('draws four amounts inside their ranges, in all 24 orders', () => {
    const all = streams('jitter', 2000).map((stream) => drawAdjustments(jitter, stream));
    expect(new Set(all.map((list) => list.map(({ name }) => name).join())).size).toBe(24);
    const span = (wanted: keyof ColorJitter) => {
      const amounts = all.flatMap((list) =>
        list.flatMap(({ name, amount }) => (name === wanted ? [amount] : [])),
      );
      return [Math.min(...amounts), Math.max(...amounts)];
    };
    const near = ([least, most]: number[], low: number, high: number): void => {
      expect(least).toBeGreaterThanOrEqual(low);
      expect(least).toBeLessThan(low + 0.01 * (high - low));
      expect(most).toBeLessThan(high);
      expect(most).toBeGreaterThan(high - 0.01 * (high - low));
    };
    near(span('brightness'), 0.6, 1.4);
    near(span('contrast'), 0.7, 1.3);
    near(span('saturation'), 0, 2.2);
    near(span('hue'), -0.1, 0.1);
  });

  it('leaves out what has no range, and draws these numbers', () => {
    const drawn = drawAdjustments({ ...jitter, contrast: 0, hue: 0 }, new RandomStream(1, 'jitter', 2, 3));
    expect(drawn.map(({ name, amount }) => [name, Number(amount.toFixed(6))])).toEqual([
      ['brightness', 1.126352],
      ['saturation', 0.553757],
    ]);
  });
});

describe.each([
  ['RandAugment', { kind: 'randaugment', ops: 3, magnitude: 9, interpolation: 'nearest' } as AutoAugment, 3],
  ['TrivialAugment', { kind: 'trivial', interpolation: 'nearest' } as AutoAugment, 1],
] as const)('%s', (_, policy, ops) => {
  const count = 6000;
  const drawn = streams('policy', count).map((stream) => drawOperations(policy, stream, 32, 24));
  const table = operationRanges(policy.kind, 32, 24);

  it('draws its number of operations, each of the 14 as often', () => {
    expect(new Set(drawn.map(({ length }) => length))).toEqual(new Set([ops]));
    for (const { name } of table) {
      const times = drawn.flat().filter((operation) => operation.name === name).length;
      expect(Math.abs(times - (count * ops) / 14)).toBeLessThan(slack(count * ops, 1 / 14));
    }
  });

  it('takes magnitudes of its table, negative half of the time where they have a sign', () => {
    for (const { name, magnitudes = [0], isSigned } of table) {
      const own = drawn.flat().filter((operation) => operation.name === name);
      const wanted = policy.kind === 'trivial' ? magnitudes : [magnitudes[policy.magnitude] ?? 0];
      expect(new Set(own.map(({ magnitude }) => Math.abs(magnitude)))).toEqual(new Set(wanted));
      const negative = own.filter(({ magnitude }) => magnitude < 0).length;
      if (!isSigned) expect(negative).toBe(0);
      // Magnitude 0 has no sign.
      else expect(Math.abs(negative - own.length / 2)).toBeLessThan(slack(own.length, 0.5) + own.length / 25);
    }
  });
});

it('the policies draw these operations', () => {
  const draw = (policy: AutoAugment) =>
    drawOperations(policy, new RandomStream(1, 'policy', 2, 3), 32, 32).map(({ name, magnitude }) => [
      name,
      Number(magnitude.toFixed(6)),
    ]);
  expect(draw({ kind: 'randaugment', ops: 2, magnitude: 9, interpolation: 'nearest' })).toEqual([
    ['TranslateX', -4.350453],
    ['Color', -0.27],
  ]);
  expect(draw({ kind: 'trivial', interpolation: 'nearest' })).toEqual([['TranslateX', 9.6]]);
});

describe('random erasing', () => {
  const [width, height] = [64, 48];

  it('erases its share of the images, by boxes of the areas and shapes of the paper', () => {
    const count = 4000;
    const boxes = streams('erasing', count).flatMap(
      (stream) => drawErasedBox(ranges, stream, { width, height }) ?? [],
    );
    expect(Math.abs(boxes.length - count / 2)).toBeLessThan(slack(count, 0.5));
    for (const box of boxes) {
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.top).toBeGreaterThanOrEqual(0);
      expect(box.left + box.width).toBeLessThanOrEqual(width);
      expect(box.top + box.height).toBeLessThanOrEqual(height);
    }
    // But for rounding to whole pixels.
    const areas = boxes.map((box) => (box.width * box.height) / (width * height));
    expect(Math.min(...areas)).toBeGreaterThan(0.017);
    expect(Math.max(...areas)).toBeLessThan(0.345);
    const shapes = boxes.map((box) => box.height / box.width);
    expect(Math.min(...shapes)).toBeGreaterThan(0.27);
    expect(Math.max(...shapes)).toBeLessThan(3.7);
    expect(new Set(boxes.map(({ left }) => left)).size).toBeGreaterThan(50);
  });

  it('paints what a model reads as the mean to half a byte, or as noise of mean 0 and deviation 1', () => {
    const table = byteTable(3, statistics.mean, statistics.std);
    const box = { left: 2, top: 1, width: 60, height: 40 };
    const grey: PixelImage = { data: new Uint8Array(width * height * 3).fill(9), width, height, channels: 3 };
    const numbers = (fill: Erasing['fill']) => {
      const { data } = erase(grey, box, fill, statistics, new RandomStream(1, 'erasing'));
      return Array.from(data).flatMap((byte, at) => {
        const [row, column] = [Math.floor(at / 3 / width), Math.floor(at / 3) % width];
        const isInside = row >= 1 && row < 41 && column >= 2 && column < 62;
        if (!isInside) expect(byte).toBe(9);
        return isInside ? [elementAt(table, ((at % 3) << 8) + byte)] : [];
      });
    };
    for (const value of numbers('mean')) expect(Math.abs(value)).toBeLessThan(0.51 / 255 / 0.2);
    const values = numbers('noise');
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.1);
    // Bytes end at 0 and 255, which shortens the tails of a dark channel.
    expect(square).toBeGreaterThan(0.7);
    expect(square).toBeLessThan(1.05);
  });
});
