import { RandomStream } from 'sk-train';
import { describe, expect, it } from 'vitest';
import { placeImage, randomCropBox, randomPlacement } from '#internal';

/** 1 to 6 in two rows of three. */
const image = Float32Array.of(1, 2, 3, 4, 5, 6);
const place = (down: number, right: number, mirrored: boolean): number[] => {
  const target = new Float32Array(8).fill(9);
  placeImage(image, target, 1, [2, 3, 1], { down, right, mirrored });
  expect([target[0], target[7]]).toEqual([9, 9]);
  return Array.from(target.subarray(1, 7));
};

describe('placeImage', () => {
  it('leaves an image where it is', () => {
    expect(place(0, 0, false)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('moves and fills with the mean, 0', () => {
    expect(place(1, 1, false)).toEqual([0, 0, 0, 0, 1, 2]);
    expect(place(-1, -2, false)).toEqual([6, 0, 0, 0, 0, 0]);
  });

  it('mirrors what it moved', () => {
    expect(place(0, 0, true)).toEqual([3, 2, 1, 6, 5, 4]);
    expect(place(1, 1, true)).toEqual([0, 0, 0, 2, 1, 0]);
  });

  it('gives nothing but the mean for a move beyond the border', () => {
    expect(place(0, 4, true)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(place(-3, 0, false)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('keeps the channels of a pixel together', () => {
    const target = new Float32Array(6);
    placeImage(image, target, 0, [1, 2, 3], { down: 0, right: 0, mirrored: true });
    expect(Array.from(target)).toEqual([4, 5, 6, 1, 2, 3]);
  });
});

describe('randomPlacement', () => {
  it('reaches every move up to the padding, and mirrors half of the images', () => {
    const all = Array.from({ length: 4000 }, (_, i) =>
      randomPlacement(new RandomStream(1, 'augment', 0, i), 2, true),
    );
    expect(new Set(all.map(({ down, right }) => `${down} ${right}`)).size).toBe(25);
    expect(Math.abs(all.filter(({ mirrored }) => mirrored).length - 2000)).toBeLessThan(5 * Math.sqrt(1000));
    expect(randomPlacement(new RandomStream(1, 'augment'), 2, false).mirrored).toBe(false);
  });
});

describe('randomCropBox', () => {
  const ranges = { minArea: 0.08, maxArea: 1, minAspect: 3 / 4, maxAspect: 4 / 3 };

  it.each([
    [500, 375],
    [100, 3000],
    [1, 1],
  ])('stays inside an image of %i x %i', (width, height) => {
    for (let i = 0; i < 200; i++) {
      const box = randomCropBox(width, height, new RandomStream(1, 'augment', 0, i), ranges);
      expect(box.width).toBeGreaterThanOrEqual(1);
      expect(box.height).toBeGreaterThanOrEqual(1);
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.top).toBeGreaterThanOrEqual(0);
      expect(box.left + box.width).toBeLessThanOrEqual(width);
      expect(box.top + box.height).toBeLessThanOrEqual(height);
    }
  });

  it('keeps area and shape inside their ranges, but for rounding', () => {
    for (let i = 0; i < 500; i++) {
      const box = randomCropBox(640, 480, new RandomStream(2, 'augment', 0, i), ranges);
      const aspect = box.width / box.height;
      expect((box.width * box.height) / (640 * 480)).toBeGreaterThan(0.079);
      expect(aspect).toBeGreaterThan(0.74);
      expect(aspect).toBeLessThan(1.35);
    }
  });
});
