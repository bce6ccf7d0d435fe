/** Resizing and preprocessing against Pillow and timm: golden values of tools/golden/write_resample.py. */
import { readFileSync } from 'node:fs';
import {
  type Box,
  type Interpolation,
  imageToInput,
  type Preprocessing,
  type RgbImage,
  resample,
} from 'sk-models';
import { describe, expect, it } from 'vitest';

interface Golden {
  readonly width: number;
  readonly height: number;
  readonly pixels: readonly number[];
  readonly resized: readonly {
    readonly title: string;
    readonly interpolation: Interpolation;
    readonly size: readonly [height: number, width: number];
    readonly box: Box;
    readonly output: readonly number[];
  }[];
  readonly evaluated: readonly {
    readonly preprocessing: Preprocessing;
    readonly output: readonly number[];
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('data/golden/resample.json', import.meta.url), 'utf8'),
) as Golden;
const image: RgbImage = { ...golden, data: Uint8Array.from(golden.pixels), channels: 3 };

/** Pillow rounds to bytes after each direction; the second one's weights add up to 5/4 at most, signs left aside. */
const rounding = 0.5 * 1.25 + 0.5;

const furthest = (got: Float32Array, wanted: readonly number[]): number => {
  expect(got).toHaveLength(wanted.length);
  return Math.max(...wanted.map((value, i) => Math.abs((got[i] as number) - value)));
};

describe('resample is Pillow', () => {
  it.each(golden.resized.map((example) => [example.title, example] as const))('%s', (_, example) => {
    const got = resample(image, example.box, example.size, example.interpolation);
    expect(furthest(got, example.output)).toBeLessThan(rounding);
  });
});

describe("imageToInput is timm's evaluation", () => {
  it.each(golden.evaluated.map((example) => [example.preprocessing.interpolation, example] as const))(
    '%s',
    (_, { preprocessing, output }) => {
      const got = imageToInput(image, preprocessing);
      const byte = 1 / 255 / Math.min(...preprocessing.std);
      expect(furthest(got, output)).toBeLessThan(rounding * byte);
    },
  );
});
