import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../src/image/png.js';
import { RasterError, type RasterImage } from '../../src/image/rasterImage.js';

const image = (width: number, height: number, channels: 1 | 3): RasterImage => ({
  width,
  height,
  channels,
  data: Uint8Array.from({ length: width * height * channels }, (_, i) => (i * i * 31 + i * 7) % 256),
});

describe('encodePng', () => {
  it.each([
    [1, 1, 1],
    [7, 5, 1],
    [1, 1, 3],
    [13, 9, 3],
  ] as const)(
    '%i x %i, %i channels: another decoder reads the same bytes',
    async (width, height, channels) => {
      const source = image(width, height, channels);
      const decoder = sharp(await encodePng(source));
      const { data, info } = await decoder
        .toColourspace(channels === 1 ? 'b-w' : 'srgb')
        .raw()
        .toBuffer({
          resolveWithObject: true,
        });
      expect([info.width, info.height, info.channels]).toEqual([width, height, channels]);
      expect([...data]).toEqual([...source.data]);
    },
  );

  it('an image without its bytes is refused', async () => {
    await expect(encodePng({ ...image(2, 2, 1), data: new Uint8Array(3) })).rejects.toThrow(RasterError);
  });
});
