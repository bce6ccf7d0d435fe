/** BMP and Netpbm, which sharp does not read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImageError, listImages, readImage } from 'sk-io/node';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'sk-images-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Bitmap {
  readonly bits: number;
  readonly width: number;
  /** Negative for rows from the top. */
  readonly height: number;
  readonly rows: readonly (readonly number[])[];
  readonly palette?: readonly (readonly [blue: number, green: number, red: number])[];
  readonly compression?: number;
  readonly masks?: readonly number[];
}

/** Writes a bitmap with the header of 40 bytes; rows are bytes as they stand in the file, without their padding. */
function bmp({ bits, width, height, rows, palette = [], compression = 0, masks = [] }: Bitmap): Uint8Array {
  const colours = Buffer.from(palette.flatMap((colour) => [...colour, 0]));
  const extra = Buffer.alloc(masks.length * 4);
  for (const [i, mask] of masks.entries()) extra.writeUInt32LE(mask, i * 4);
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + extra.length + colours.length, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(bits, 28);
  header.writeUInt32LE(compression, 30);
  const padded = rows.map((row) => Buffer.from([...row, ...Array((4 - (row.length % 4)) % 4).fill(0)]));
  return Buffer.concat([header, extra, colours, ...padded]);
}

const pixels = async (file: string | Uint8Array): Promise<number[]> => [...(await readImage(file)).data];
/** Two rows of three pixels. */
const picture = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30, 40, 50, 60, 70, 80, 90];
const bgr = (values: readonly number[]): number[] =>
  Array.from({ length: values.length }, (_, i) => values[i - (i % 3) + 2 - (i % 3)] as number);

describe('BMP', () => {
  it('of 24 bits, from the bottom, with padded rows; from a path and from bytes', async () => {
    const file = bmp({
      ...{ bits: 24, width: 3, height: 2 },
      rows: [bgr(picture.slice(9)), bgr(picture.slice(0, 9))],
    });
    expect(await readImage(file)).toMatchObject({ width: 3, height: 2, channels: 3 });
    expect(await pixels(file)).toEqual(picture);
    writeFileSync(join(folder, 'a.bmp'), file);
    expect(await pixels(join(folder, 'a.bmp'))).toEqual(picture);
  });

  it('from the top, of 32 bits', async () => {
    const rows = [0, 9].map((at) =>
      [0, 1, 2].flatMap((p) => [...bgr(picture.slice(at + p * 3, at + p * 3 + 3)), 0]),
    );
    expect(await pixels(bmp({ bits: 32, width: 3, height: -2, rows }))).toEqual(picture);
  });

  it('of 16 bits, plain and with the masks of 5, 6 and 5 bits', async () => {
    expect(await pixels(bmp({ bits: 16, width: 2, height: 1, rows: [[0x1f, 0x00, 0xe0, 0x03]] }))).toEqual([
      0, 0, 255, 0, 255, 0,
    ]);
    const masks = [0xf800, 0x7e0, 0x1f];
    const rows = [[0x00, 0xf8, 0xe0, 0x07]];
    expect(await pixels(bmp({ bits: 16, width: 2, height: 1, compression: 3, masks, rows }))).toEqual([
      255, 0, 0, 0, 255, 0,
    ]);
  });

  it('with an alpha mask: what is transparent shows white', async () => {
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const rows = [[1, 2, 3, 255, 9, 9, 9, 0]];
    expect(await pixels(bmp({ bits: 32, width: 2, height: 1, compression: 6, masks, rows }))).toEqual([
      3, 2, 1, 255, 255, 255,
    ]);
  });

  it.each([
    [1, [0b01000000]],
    [4, [0x01]],
    [8, [0, 1]],
  ])('with a palette, of %i bits', async (bits, row) => {
    const palette = [
      [3, 2, 1],
      [6, 5, 4],
    ] as const;
    expect(await pixels(bmp({ bits, width: 2, height: 1, palette, rows: [row] }))).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
  });

  it('is refused in words where it is damaged, compressed or large', async () => {
    const whole = bmp({ bits: 24, width: 3, height: 2, rows: [picture.slice(9), picture.slice(0, 9)] });
    const refused = async (file: Uint8Array, message: RegExp, maxPixels = 100): Promise<void> => {
      await expect(readImage(file, { maxPixels })).rejects.toThrow(ImageError);
      await expect(readImage(file, { maxPixels })).rejects.toThrow(message);
    };
    await refused(whole.subarray(0, whole.length - 1), /is damaged: it ends before the image does/);
    await refused(whole.subarray(0, 20), /is damaged: it ends within its header/);
    await refused(whole, /has more pixels than is allowed/, 5);
    await refused(
      bmp({ bits: 8, width: 2, height: 1, compression: 1, rows: [[0, 0]] }),
      /compressed bitmap: save/,
    );
    await refused(bmp({ bits: 7, width: 2, height: 1, rows: [[0, 0]] }), /a bitmap of 2x1 pixels of 7 bits/);
    await refused(
      bmp({ bits: 8, width: 1, height: 1, palette: [[1, 2, 3]], rows: [[9]] }),
      /has colour 9 of 1/,
    );
  });
});

describe('Netpbm', () => {
  const file = (header: string, bytes: readonly number[] = []): Uint8Array =>
    Buffer.concat([Buffer.from(header, 'latin1'), Buffer.from(bytes)]);

  it('PPM as bytes and as text, with comments', async () => {
    expect(await pixels(file('P6\n# a comment\n3 2\n255\n', picture))).toEqual(picture);
    expect(await pixels(file(`P3 3 2 # size\n255\n${picture.join(' ')}\n`))).toEqual(picture);
    writeFileSync(join(folder, 'b.ppm'), file('P6 3 2 255\n', picture));
    expect(await pixels(join(folder, 'b.ppm'))).toEqual(picture);
  });

  it('PGM, of 8 and 16 bits and of any greatest value', async () => {
    expect(await pixels(file('P5 2 1 255\n', [7, 200]))).toEqual([7, 7, 7, 200, 200, 200]);
    expect(await pixels(file('P5 2 1 65535\n', [0x80, 0x80, 0xff, 0xff]))).toEqual([
      128, 128, 128, 255, 255, 255,
    ]);
    expect(await pixels(file('P2 2 1 5\n0 5\n'))).toEqual([0, 0, 0, 255, 255, 255]);
  });

  it('PBM, where 1 is black', async () => {
    const wanted = [0, 255, 0].flatMap((level) => [level, level, level]);
    expect(await pixels(file('P4 3 1\n', [0b10100000]))).toEqual(wanted);
    expect(await pixels(file('P1\n3 1\n101\n'))).toEqual(wanted);
  });

  it('is refused in words where it is damaged or large', async () => {
    for (const [bad, message] of [
      [file('P6 3 2 255\n', picture.slice(1)), /is damaged: it ends before the image does/],
      [file('P3 1 1 255\n1 2'), /is damaged: its header or its text has no number/],
      [file('P5 1 1 9\n', [10]), /is damaged/],
      [file('P5 1 1 70000\n', [0]), /an image of 1x1 pixels of 0 to 70000/],
      [file('P6 300 2 255\n', picture), /has more pixels than is allowed/],
    ] as const) {
      await expect(readImage(bad, { maxPixels: 100 })).rejects.toThrow(message);
    }
  });
});

it('both are listed among the images of a folder', async () => {
  const { images } = await listImages(folder);
  expect(images.map(({ name }) => name)).toEqual(['a.bmp', 'b.ppm']);
});
