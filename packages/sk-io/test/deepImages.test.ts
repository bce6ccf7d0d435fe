/** Images of 16 bits against Pillow; the golden file is written by tools/golden/write_deep_images.py. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readImage } from 'sk-io/node';
import { afterAll, describe, expect, it } from 'vitest';

interface Golden {
  readonly title: string;
  /** Base64. */
  readonly file: string;
  /** The values that `Image.open(file).convert('RGB')` of Pillow gives. */
  readonly pixels: readonly number[];
}
interface GoldenFile {
  readonly width: number;
  readonly height: number;
  readonly small: readonly Golden[];
  readonly colour: readonly Golden[];
  readonly large: readonly Golden[];
}

const golden: GoldenFile = JSON.parse(
  readFileSync(new URL('data/golden/deepImages.json', import.meta.url), 'utf8'),
);
const { width, height } = golden;
const folder = mkdtempSync(join(tmpdir(), 'sk-deep-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytesOf = ({ file }: Golden): Buffer => Buffer.from(file, 'base64');
const pixels = async (file: string | Uint8Array): Promise<number[]> => [...(await readImage(file)).data];

describe('16 bits', () => {
  it.each(golden.small)('$title of values below 256: the values, as Pillow', async (image) => {
    const { data, ...size } = await readImage(bytesOf(image));
    expect(size).toEqual({ width, height, channels: 3 });
    expect([...data]).toEqual(image.pixels);
    const path = join(folder, image.title);
    writeFileSync(path, bytesOf(image));
    expect(await pixels(path)).toEqual(image.pixels);
  });

  it.each(golden.colour)('colour TIFF of $title: the upper bytes, as Pillow', async (image) => {
    expect(await pixels(bytesOf(image))).toEqual(image.pixels);
  });

  it.each(golden.large)('$title of larger values: the upper bytes, where Pillow has white', async (image) => {
    const upper = [0, 0, 0, 0, 0, 1, 1, 3, 15, 127, 255, 255];
    expect(await pixels(bytesOf(image))).toEqual(upper.flatMap((level) => [level, level, level]));
    expect(image.pixels.filter((level) => level === 255)).toHaveLength(8 * 3);
  });

  it('small values are turned upright, and counted before they are decoded', async () => {
    const [first] = golden.small;
    const turned = bytesOf(first as Golden);
    // The tag of one value a pixel, which needs none, becomes the tag of the orientation.
    const tag = turned.indexOf(Buffer.from([0x15, 0x01, 3, 0, 1, 0, 0, 0, 1, 0]));
    turned.writeUInt16LE(0x112, tag);
    turned.writeUInt16LE(6, tag + 8);
    const image = await readImage(turned);
    expect([image.width, image.height]).toEqual([height, width]);
    expect([...image.data].filter((_, i) => i % 3 === 0)).toEqual([
      200, 100, 0, 253, 127, 1, 254, 128, 2, 255, 129, 3,
    ]);
    await expect(readImage(turned, { maxPixels: 11 })).rejects.toThrow('has more pixels than is allowed');
  });
});
