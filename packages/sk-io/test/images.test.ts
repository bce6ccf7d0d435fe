/** Image files of every kind, and their way into a model. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { readImage } from 'sk-io/node';
import { centralBox, imageToInput, type Preprocessing, type RgbImage, resample } from 'sk-models';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'sk-images-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [width, height] = [40, 30];
/** Left half red, right half blue, so that turns and swapped channels show. */
const pixels = Buffer.from(
  Array.from({ length: width * height }, (_, i) =>
    i % width < width / 2 ? [200, 0, 0] : [0, 0, 200],
  ).flat(),
);
const source = (): Sharp => sharp(pixels, { raw: { width, height, channels: 3 } });

const pixel = ({ data, width: columns }: RgbImage, x: number, y: number): number[] => [
  ...data.subarray((y * columns + x) * 3, (y * columns + x) * 3 + 3),
];
const near = (got: number[], wanted: number[], tolerance: number): void => {
  got.forEach(
    (value, i) => void expect(Math.abs(value - (wanted[i] as number))).toBeLessThanOrEqual(tolerance),
  );
};

describe('readImage', () => {
  it('JPEG: the size and, within compression, the colours', async () => {
    const image = await readImage(await source().jpeg({ quality: 95 }).toBuffer());
    expect([image.width, image.height, image.channels, image.data.length]).toEqual([
      width,
      height,
      3,
      width * height * 3,
    ]);
    near(pixel(image, 5, 15), [200, 0, 0], 6);
    near(pixel(image, 35, 15), [0, 0, 200], 6);
  });

  it('PNG: exactly the pixels', async () => {
    expect(Buffer.from((await readImage(await source().png().toBuffer())).data)).toEqual(pixels);
  });

  it('16-bit PNG: 8 bits', async () => {
    const file = await source().toColourspace('rgb16').png().toBuffer();
    expect((await sharp(file).metadata()).depth).toBe('ushort');
    near(pixel(await readImage(file), 5, 15), [200, 0, 0], 1);
  });

  it('grey: three equal channels', async () => {
    const file = await source().toColourspace('b-w').jpeg().toBuffer();
    expect((await sharp(file).metadata()).channels).toBe(1);
    const [red, green, blue] = pixel(await readImage(file), 5, 15);
    expect([green, blue]).toEqual([red, red]);
  });

  it('16-bit grey: three equal channels of 8 bits', async () => {
    const file = await source().toColourspace('grey16').png().toBuffer();
    const [red, green, blue] = pixel(await readImage(file), 5, 15);
    expect([green, blue]).toEqual([red, red]);
    expect(red).toBeGreaterThan(40);
  });

  it('CMYK: still red on the left and blue on the right', async () => {
    const file = await source().toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(file).metadata()).space).toBe('cmyk');
    const image = await readImage(file);
    const [left, right] = [pixel(image, 5, 15), pixel(image, 35, 15)];
    expect(left[0]).toBeGreaterThan(2 * (left[2] as number));
    expect(right[2]).toBeGreaterThan(2 * (right[0] as number));
  });

  it('alpha: white where nothing is', async () => {
    const clear = sharp({
      create: { width: 2, height: 2, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    });
    const half = sharp({
      create: { width: 2, height: 2, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.5 } },
    });
    expect(pixel(await readImage(await clear.png().toBuffer()), 0, 0)).toEqual([255, 255, 255]);
    near(pixel(await readImage(await half.png().toBuffer()), 0, 0), [127, 127, 127], 1);
  });

  it('EXIF orientation: turned upright', async () => {
    const image = await readImage(await source().withMetadata({ orientation: 6 }).jpeg().toBuffer());
    expect([image.width, image.height]).toEqual([height, width]);
    near(pixel(image, 15, 5), [200, 0, 0], 12);
  });

  it('1x1', async () => {
    const file = await sharp(Buffer.from([1, 2, 3]), { raw: { width: 1, height: 1, channels: 3 } })
      .png()
      .toBuffer();
    expect(await readImage(file)).toEqual({
      data: new Uint8Array([1, 2, 3]),
      width: 1,
      height: 1,
      channels: 3,
    });
  });
});

describe('a file that is no image gets one line with its name', () => {
  const file = (name: string, bytes: Uint8Array | string): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const noisy = (): Promise<Buffer> =>
    sharp(Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251)), {
      raw: { width: 64, height: 64, channels: 3 },
    })
      .jpeg()
      .toBuffer();

  const cases: readonly (readonly [title: string, make: () => Promise<string>, why: RegExp])[] = [
    [
      'a truncated JPEG',
      async () => {
        const bytes = await noisy();
        return file('cut.jpg', bytes.subarray(0, bytes.length / 2));
      },
      /cut\.jpg: is damaged: it ends before the image does/,
    ],
    [
      'a PNG without its header',
      async () => file('head.png', (await source().png().toBuffer()).subarray(0, 20)),
      /head\.png: is damaged \(.*corrupt header\)$/,
    ],
    ['an empty file', async () => file('empty.png', ''), /empty\.png: is empty$/],
    ['a text', async () => file('text.jpg', 'no image at all'), /text\.jpg: is not an image \(JPEG, PNG/],
    ['nothing there', async () => join(folder, 'missing.jpg'), /missing\.jpg: there is no such file$/],
    ['a folder', async () => folder, /: is a folder, not an image$/],
  ];
  it.each(cases)('%s', async (_, make, why) => {
    const error = await readImage(await make()).catch((reason: Error) => reason);
    expect(error).toMatchObject({ name: 'ImageError', message: expect.stringMatching(why) });
    expect((error as Error).message).not.toContain('\n');
  });

  it('too many pixels', async () => {
    await expect(readImage(await noisy(), { maxPixels: 100 })).rejects.toThrow(
      'has more pixels than is allowed',
    );
  });

  it('no bytes', async () => {
    await expect(readImage(new Uint8Array())).rejects.toThrow('an image of 0 bytes: is empty');
  });
});

describe('imageToInput', () => {
  const plain: Preprocessing = {
    size: [2, 2],
    channels: 3,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    cropFraction: 1,
    interpolation: 'bilinear',
  };
  const grey = (columns: number, values: readonly number[]): RgbImage => ({
    data: Uint8Array.from(values.flatMap((value) => [value, value, value])),
    width: columns,
    height: values.length / columns,
    channels: 3,
  });
  const close = (got: ArrayLike<number>, wanted: readonly number[]): void => {
    expect(got).toHaveLength(wanted.length);
    // Single precision of numbers up to 255.
    wanted.forEach((value, i) => void expect(got[i]).toBeCloseTo(value, 4));
  };

  it('keeps the centre of the longer side', () => {
    const image = grey(4, [9, 10, 20, 9, 9, 30, 40, 9]);
    close(imageToInput(image, { ...plain, channels: 1, mean: [0], std: [1 / 255] }), [10, 20, 30, 40]);
  });

  it('keeps the crop fraction of the shorter side', () => {
    expect(centralBox(grey(8, new Array(64).fill(0)), { ...plain, cropFraction: 0.5 })).toEqual({
      ...{ left: 2, top: 2, width: 4, height: 4 },
    });
  });

  it('normalises each channel', () => {
    const image: RgbImage = { data: Uint8Array.from([255, 51, 0]), width: 1, height: 1, channels: 3 };
    const input = imageToInput(image, { ...plain, size: [1, 1], mean: [0.5, 0.1, 0], std: [0.5, 0.2, 1] });
    close(input, [1, 0.5, 0]);
  });

  it('a model of one channel reads the brightness', () => {
    const image: RgbImage = { data: Uint8Array.from([255, 0, 0]), width: 1, height: 1, channels: 3 };
    close(imageToInput(image, { ...plain, size: [1, 1], channels: 1, mean: [0], std: [1] }), [0.299]);
  });

  it('a 1x1 image fills any input', () => {
    const image: RgbImage = { data: Uint8Array.from([255, 255, 255]), width: 1, height: 1, channels: 3 };
    close(imageToInput(image, { ...plain, size: [3, 3], interpolation: 'bicubic' }), new Array(27).fill(1));
  });

  it('shrinks as Pillow does: a bilinear window of two output pixels', () => {
    const box = { left: 0, top: 0, width: 4, height: 1 };
    const red = (pixel: number, out: Float32Array): number => out[3 * pixel] as number;
    const out = resample(grey(4, [0, 0, 0, 112]), box, [1, 2], 'bilinear');
    // Weights of the last output pixel over pixels 1 to 3: 1/4, 3/4, 3/4 of 7/4.
    close([red(0, out), red(1, out)], [0, (112 * 3) / 7]);
  });

  it('enlarges with the cubic of a = -1/2', () => {
    const box = { left: 0, top: 0, width: 4, height: 1 };
    const out = resample(grey(4, [0, 128, 128, 0]), box, [1, 8], 'bicubic');
    const row = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => out[3 * i] as number);
    close(row, [...row].reverse());
    // Between pixels 1 and 2, a quarter from each: weights -9/128, 111/128, 29/128, -3/128.
    close([row[3] as number], [(128 * (111 + 29)) / 128]);
  });

  it('agrees with sharp on a photograph-like gradient', async () => {
    const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => 128 + 100 * Math.sin(i / 400));
    const image: RgbImage = { data, width: 64, height: 64, channels: 3 };
    const ours = resample(image, { left: 0, top: 0, width: 64, height: 64 }, [24, 24], 'bicubic');
    const raw = { raw: { width: 64, height: 64, channels: 3 } } as const;
    const theirs = await sharp(Buffer.from(data), raw).resize(24, 24, { kernel: 'cubic' }).raw().toBuffer();
    const worst = Math.max(...ours.map((value, i) => Math.abs(value - (theirs[i] as number))));
    // libvips rounds to bytes and places its taps on a grid of 1/64 pixel.
    expect(worst).toBeLessThan(4);
  });
});
