/** Pixels for testing and for training, from the same files. */
import sharp from 'sharp';
import { type PixelTarget, readImage, readPixels, readTrainingPixels } from 'sk-io/node';
import { type Box, centralBox, type Interpolation, imageToInput } from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';

const [width, height] = [400, 300];
const interpolations = ['nearest', 'bilinear', 'bicubic'] as const;

const png = (pixel: (x: number, y: number, channel: number) => number): Promise<Buffer> => {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const at = Math.floor(i / 3);
    return pixel(at % width, Math.floor(at / width), i % 3);
  });
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
};

/** Slow and fast waves with edges, as a photograph has them. */
const photograph = (x: number, y: number, channel: number): number => {
  const waves = [0.011, 0.037, 0.13, 0.4].map((speed, i) =>
    Math.sin(speed * (x * Math.cos(i + channel) + y * Math.sin(i + channel))),
  );
  const sum = waves.reduce((total, wave, i) => total + wave / 2 ** i, 0);
  const edge = Math.hypot(x - 250, y - 120) < 60 ? 40 : 0;
  return 110 + 45 * sum + edge;
};
/** Pixels that know nothing of each other: the worst that can be resized. */
const noise = (x: number, y: number, channel: number): number =>
  (Math.imul((y * width + x) * 3 + channel, 2654435761) >>> 16) & 255;

let files: { readonly photograph: Buffer; readonly noise: Buffer };
beforeAll(async () => {
  files = { photograph: await png(photograph), noise: await png(noise) };
});

const target = (interpolation: Interpolation, channels: 1 | 3 = 3, size = 64): PixelTarget => ({
  size: [size, size],
  channels,
  interpolation,
});

describe('readPixels', () => {
  it.each(interpolations)('gives what a model reads at evaluation, in whole bytes: %s', async (way) => {
    for (const channels of [1, 3] as const) {
      const wanted = target(way, channels);
      const crop = { size: wanted.size, cropFraction: 0.875 };
      const got = await readPixels(files.photograph, wanted, (image) => centralBox(image, crop));
      const [mean, std] = [new Array(channels).fill(0), new Array(channels).fill(1 / 255)];
      const exact = imageToInput(await readImage(files.photograph), { ...wanted, ...crop, mean, std });
      expect(got).toEqual(Uint8Array.from(exact, Math.round));
    }
  });

  it('hands an image that is of the wanted size on as it is', async () => {
    const bytes = Uint8Array.from({ length: 48 }, (_, i) => 5 * i);
    const file = await sharp(bytes, { raw: { width: 4, height: 4, channels: 3 } })
      .png()
      .toBuffer();
    const whole = (image: { readonly width: number; readonly height: number }): Box => {
      return { left: 0, top: 0, ...image };
    };
    for (const way of interpolations) expect(await readPixels(file, target(way, 3, 4), whole)).toEqual(bytes);
  });
});

describe('the pixels of training beside those of testing, for the same box', () => {
  /** Boxes that are enlarged by 1.4, and shrunk by 1.1, 2.3 and 4.6. */
  const [enlarged, ...shrunk] = [45, 71, 150, 296].map((side) => ({
    ...{ left: 60, top: 3, width: side, height: side - 5 },
  })) as [Box, ...Box[]];

  interface Bound {
    readonly boxes: readonly Box[];
    /** Levels of 255. */
    readonly mean: number;
    readonly largest: number;
  }

  async function expectNear(
    file: Buffer,
    way: Interpolation,
    { boxes, mean, largest }: Bound,
  ): Promise<void> {
    for (const box of boxes) {
      for (const channels of [1, 3] as const) {
        const exact = await readPixels(file, target(way, channels), () => box);
        const fast = await readTrainingPixels(file, target(way, channels), () => ({ box, mirrored: false }));
        const differences = Array.from(exact, (value, i) => Math.abs(value - (fast[i] as number)));
        expect(fast).toHaveLength(exact.length);
        expect(Math.max(...differences)).toBeLessThanOrEqual(largest);
        expect(differences.reduce((sum, value) => sum + value, 0) / exact.length).toBeLessThan(mean);
      }
    }
  }

  it.each(['bilinear', 'bicubic'] as const)('a photograph differs by 4 levels at most: %s', async (way) => {
    await expectNear(files.photograph, way, { boxes: [enlarged, ...shrunk], mean: 0.8, largest: 4 });
  });

  // libvips shrinks by averages of 2 x 2 pixels first where it shrinks by more than 4, and repeats pixels at the rim.
  it.each(['bilinear', 'bicubic'] as const)('noise that is shrunk differs by 40 at most: %s', async (way) => {
    await expectNear(files.noise, way, { boxes: shrunk, mean: 7, largest: 40 });
  });

  // libvips takes the nearest pixel or one beside it.
  it('a photograph differs at its edges: nearest', async () => {
    await expectNear(files.photograph, 'nearest', { boxes: [enlarged, ...shrunk], mean: 2, largest: 70 });
  });

  it('a mirrored crop is the crop with left and right swapped', async () => {
    const box = { left: 10, top: 20, width: 200, height: 200 };
    const [straight, mirrored] = await Promise.all(
      [false, true].map((flip) =>
        readTrainingPixels(files.photograph, target('bilinear', 1), () => ({ box, mirrored: flip })),
      ),
    );
    const turned = Array.from({ length: 64 }, (_, y) =>
      [...(straight?.subarray(64 * y, 64 * y + 64) ?? [])].reverse(),
    );
    expect([...(mirrored ?? [])]).toEqual(turned.flat());
  });

  it('refuses a box outside of the image', async () => {
    const box = { left: 300, top: 0, width: 200, height: 100 };
    const reading = readTrainingPixels(files.noise, target('bilinear'), () => ({ box, mirrored: false }));
    await expect(reading).rejects.toThrow(/extract/);
  });
});
