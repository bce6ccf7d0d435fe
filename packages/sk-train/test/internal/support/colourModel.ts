/** A network whose answers are known by hand, and images of one colour for it. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as layers from '@tensorflow/tfjs-layers';
import sharp from 'sharp';
import { saveModel } from 'sk-io/node';
import { type Preprocessing, withMetadata } from 'sk-models';

export const colourNames = ['red', 'green', 'blue'];

export const colours = { red: [255, 0, 0], green: [0, 255, 0], blue: [0, 0, 255] } as const;

/** The logits are the mean of each colour in the input, 0 to 1, times `sharpness`. */
export function colourModel(
  side: number,
  { sharpness = 1, ...preprocessing }: Partial<Preprocessing> & { readonly sharpness?: number } = {},
): layers.LayersModel {
  const model = layers.sequential();
  model.add(layers.layers.globalAveragePooling2d({ inputShape: [side, side, 3] }));
  const kernelInitializer = layers.initializers.identity({ gain: sharpness });
  model.add(layers.layers.dense({ units: 3, useBias: false, kernelInitializer }));
  return withMetadata(model, {
    classNames: colourNames,
    preprocessing: {
      ...{ size: [side, side], channels: 3, mean: [0, 0, 0], std: [1, 1, 1] },
      ...{ cropFraction: 1, interpolation: 'bilinear', ...preprocessing },
    },
  });
}

/** Writes the model to a folder, and returns the folder. */
export async function writeColourModel(
  folder: string,
  ...options: Parameters<typeof colourModel>
): Promise<string> {
  const model = colourModel(...options);
  await saveModel(model, folder);
  model.dispose();
  return folder;
}

type Colour = readonly [red: number, green: number, blue: number];

/** Writes a PNG file of `side` x `side` pixels, each of its colour. */
export async function writePixels(
  path: string,
  side: number,
  colourAt: (x: number, y: number) => Colour,
): Promise<void> {
  const data = Uint8Array.from(
    Array.from({ length: side * side }, (_, i) => colourAt(i % side, Math.floor(i / side))).flat(),
  );
  await mkdir(dirname(path), { recursive: true });
  await sharp(data, { raw: { width: side, height: side, channels: 3 } }).toFile(path);
}

/** Writes an image of one colour for each name. */
export async function writeColours(
  folder: string,
  images: Readonly<Record<string, Colour>>,
  side = 8,
): Promise<void> {
  for (const [name, colour] of Object.entries(images)) {
    await writePixels(join(folder, name), side, () => colour);
  }
}
