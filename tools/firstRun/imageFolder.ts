/**
 * Writes folders of images that anyone can tell apart: discs, squares, triangles, rings and crosses in four colours, of any
 * size and at any place, on a background of noise.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { RandomStream } from 'sk-train';

export interface ImageFolderOptions {
  /** In train/. A quarter as many lie in test/. */
  readonly images: number;
  /** Up to 20. */
  readonly classes: number;
  readonly seed: number;
}

type Colour = readonly [red: number, green: number, blue: number];

const colours: readonly Colour[] = [
  [225, 60, 50],
  [60, 170, 75],
  [50, 90, 220],
  [235, 200, 40],
];

/** Each tells whether a point lies in the shape, at coordinates from -1 to 1. */
const shapes: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => x * x + y * y < 1,
  (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.85,
  (x, y) => y < 0.8 && y > 2 * Math.abs(x) - 0.9,
  (x, y) => x * x + y * y < 1 && x * x + y * y > 0.35,
  (x, y) => Math.min(Math.abs(x), Math.abs(y)) < 0.28 && Math.max(Math.abs(x), Math.abs(y)) < 1,
];

/** Writes train/<class> and test/<class>, in which the classes have equally many images to within one. */
export async function writeImageFolder(folder: string, options: ImageFolderOptions): Promise<void> {
  const counts = { train: options.images, test: Math.ceil(options.images / 4) };
  for (const [split, count] of Object.entries(counts)) {
    for (let i = 0; i < count; i++) {
      const index = i % options.classes;
      const place = join(folder, split, `class-${String(index).padStart(2, '0')}`);
      mkdirSync(place, { recursive: true });
      const stream = new RandomStream(options.seed, 'data', split === 'train' ? 0 : 1, i);
      const { side, pixels } = drawImage(index, stream);
      await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
        .png({ compressionLevel: 1 })
        .toFile(join(place, `${i}.png`));
    }
  }
}

function drawImage(index: number, stream: RandomStream): { side: number; pixels: Uint8Array } {
  const side = Math.floor(stream.uniform(32, 65));
  const radius = stream.uniform(0.26, 0.4) * side;
  const [x, y] = [stream.uniform(radius, side - radius), stream.uniform(radius, side - radius)];
  const colour = colours[index % colours.length] as Colour;
  const contains = shapes[Math.floor(index / colours.length)] as (typeof shapes)[number];
  const grey = stream.uniform(40, 200);
  const pixels = new Uint8Array(side * side * 3);
  for (let i = 0; i < side * side; i++) {
    const inside = contains(((i % side) - x) / radius, (Math.floor(i / side) - y) / radius);
    for (const [channel, value] of colour.entries()) {
      pixels[3 * i + channel] = (inside ? value : grey) + stream.uniform(-20, 20);
    }
  }
  return { side, pixels };
}
