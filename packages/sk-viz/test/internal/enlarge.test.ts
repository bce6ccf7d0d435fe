import { imageToInput } from 'sk-models';
import { describe, expect, it } from 'vitest';
import { enlarge, enlargedBox, enlargedInput } from '../../src/image/enlarge.js';
import { RasterError, type RasterImage } from '../../src/image/rasterImage.js';

const grey = (width: number, height: number, value: (x: number, y: number) => number): RasterImage => ({
  width,
  height,
  channels: 1,
  data: Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
});
const square = (size: number) =>
  ({ size: [size, size], cropFraction: 1, interpolation: 'bilinear' }) as const;

/** A bright disc of the given radius in the middle. */
const disc = (side: number, radius: number): RasterImage =>
  grey(side, side, (x, y) => (Math.hypot(x + 0.5 - side / 2, y + 0.5 - side / 2) < radius ? 240 : 0));
const brightShare = ({ data }: RasterImage): number =>
  data.filter((value) => value > 120).length / data.length;

describe('enlargedBox', () => {
  it('at 1.0x the centre crop that the model is evaluated on', () => {
    const box = enlargedBox({ width: 500, height: 375 }, 1, { ...square(224), cropFraction: 0.875 });
    expect(box).toEqual({ height: 328.125, width: 328.125, top: 23.4375, left: 85.9375 });
  });

  it('at 1.5x its central two thirds, not rounded to pixels', () => {
    const box = enlargedBox({ width: 64, height: 64 }, 1.5, square(64));
    expect(box.width).toBeCloseTo(64 / 1.5, 10);
    expect(box.left + box.width / 2).toBeCloseTo(32, 10);
  });

  it('has the aspect of the input', () => {
    const box = enlargedBox({ width: 100, height: 100 }, 2, { ...square(1), size: [32, 64] });
    expect([box.height, box.width]).toEqual([25, 50]);
  });

  it.each([0.5, 0, -1, Number.NaN, Number.POSITIVE_INFINITY])('a scale of %f is refused', (scale) => {
    expect(() => enlargedBox({ width: 9, height: 9 }, scale, square(9))).toThrow(RasterError);
  });
});

describe('enlarge', () => {
  it.each(['nearest', 'bilinear', 'bicubic'] as const)('1.0x at the same size changes nothing, %s', (way) => {
    const image = grey(8, 8, (x, y) => x * 20 + y * 7);
    expect(enlarge(image, 1, { ...square(8), interpolation: way }).data).toEqual(image.data);
  });

  it.each([1, 1.5, 2])('at %f an object has the scale squared times the area', (scale) => {
    const share = brightShare(enlarge(disc(96, 18), scale, square(96)));
    expect(share / brightShare(disc(96, 18)) / scale ** 2).toBeCloseTo(1, 1);
  });

  it('at 2.0x every pixel of the central half becomes four, nearest', () => {
    const image = grey(4, 4, (x, y) => x + 4 * y);
    const { data } = enlarge(image, 2, { ...square(4), interpolation: 'nearest' });
    expect([...data]).toEqual([5, 5, 6, 6, 5, 5, 6, 6, 9, 9, 10, 10, 9, 9, 10, 10]);
  });

  it('shrinking averages: a fine checkerboard becomes grey', () => {
    const { data } = enlarge(
      grey(64, 64, (x, y) => ((x + y) % 2) * 200),
      1,
      square(16),
    );
    const inside = data.filter((_, i) => i % 16 > 0 && i % 16 < 15 && i > 16 && i < 240);
    expect([...new Set(inside)]).toEqual([100]);
  });

  it('an image of one pixel fills the input with it', () => {
    const image: RasterImage = { width: 1, height: 1, channels: 3, data: Uint8Array.of(10, 20, 30) };
    const { data, width } = enlarge(image, 2, square(5));
    expect(width).toBe(5);
    expect([...data.subarray(0, 6)]).toEqual([10, 20, 30, 10, 20, 30]);
  });

  it('bytes that do not fit the sizes are refused with both', () => {
    const image: RasterImage = { width: 3, height: 2, channels: 3, data: new Uint8Array(17) };
    expect(() => enlarge(image, 1, square(4))).toThrow(/3 x 2 pixels and 3 channels wants .* bytes, got 17/);
  });
});

describe('enlargedInput', () => {
  const preprocessing = { ...square(1), channels: 3, mean: [0.5, 0.4, 0.3], std: [0.5, 0.2, 0.1] } as const;

  it('(value / 255 - mean) / std for each channel', () => {
    const image: RasterImage = { width: 1, height: 1, channels: 3, data: Uint8Array.of(255, 51, 0) };
    const values = enlargedInput(image, 1, preprocessing);
    expect(values[0]).toBeCloseTo(1);
    expect(values[1]).toBeCloseTo(-1);
    expect(values[2]).toBeCloseTo(-3);
  });

  it.each(['nearest', 'bilinear', 'bicubic'] as const)(
    'at 1.0x what evaluation reads, %s',
    (interpolation) => {
      const data = Uint8Array.from({ length: 37 * 23 * 3 }, (_, i) => (i * i * 13 + 5 * i) % 256);
      const photo = { width: 37, height: 23, channels: 3, data } as const;
      for (const channels of [1, 3] as const) {
        const own = {
          ...preprocessing,
          size: [9, 12],
          cropFraction: 0.875,
          channels,
          interpolation,
        } as const;
        const [ours, theirs] = [enlargedInput(photo, 1, own), imageToInput(photo, own)];
        expect(ours).toEqual(theirs);
      }
    },
  );

  it('a grey image for a model of three channels, and a colour image for a model of one', () => {
    const plain = { ...preprocessing, mean: [0, 0, 0], std: [1, 1, 1] };
    expect(
      [
        ...enlargedInput(
          grey(1, 1, () => 51),
          1,
          plain,
        ),
      ].map((v) => v.toFixed(2)),
    ).toEqual(['0.20', '0.20', '0.20']);
    const green: RasterImage = { width: 1, height: 1, channels: 3, data: Uint8Array.of(0, 255, 0) };
    expect(enlargedInput(green, 1, { ...plain, channels: 1 })[0]).toBeCloseTo(0.587);
  });
});
