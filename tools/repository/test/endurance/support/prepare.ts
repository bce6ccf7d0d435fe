/** What a reader of a README has already: images, weights and models under the names that its commands take. */
import '@tensorflow/tfjs-backend-cpu';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { saveModel, saveWeights } from 'sk-io/node';
import { createModel, withMetadata } from 'sk-models';
import { root } from '../../../../../scripts/workspaces.mjs';
import { writeKerasFile } from './kerasFile.js';

const image = (i: number): Sharp =>
  sharp({
    create: { width: 32, height: 32, channels: 3, background: { r: 50 * i, g: 90, b: 200 - 40 * i } },
  });

async function writeImages(folder: string, classes: readonly string[]): Promise<void> {
  for (const [k, name] of classes.entries()) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let i = 0; i < 4; i++) await image(i + k).toFile(join(folder, name, `${i}.png`));
  }
}

/** Writes weights of a network, as timm names them. */
async function writeWeights(network: string, file: string): Promise<void> {
  const model = createModel(network, { seed: 1 });
  mkdirSync(dirname(file), { recursive: true });
  await saveWeights(model, file, { names: 'timm' });
  model.dispose();
}

async function writeModel(folder: string, classNames: readonly string[]): Promise<void> {
  const model = createModel('sknet_slim', { numClasses: classNames.length, seed: 1 });
  await saveModel(withMetadata(model, { classNames }), folder);
  model.dispose();
}

function copyKeras(folder: string, names: Readonly<Record<string, string>>): void {
  for (const [name, target] of Object.entries(names)) {
    copyFileSync(join(root, 'packages/sk-io/test/data/keras', name), join(folder, target));
  }
}

/** Where weights lie that were downloaded from a hub before. */
const downloaded = (folder: string, id: string): string =>
  join(folder, 'cache/sk-models/huggingface.co', id, 'resolve/main/model.safetensors');

const makers: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  'selective-kernel-tfjs': async (folder) => {
    for (const split of ['train', 'val', 'test'])
      await writeImages(join(folder, 'images', split), ['cat', 'dog']);
    mkdirSync(join(folder, 'photos'));
    for (const name of ['photo.jpg', 'cat.jpg', 'photos/1.jpg']) await image(1).toFile(join(folder, name));
    await writeWeights('skresnext50_32x4d', join(folder, 'skresnext50_32x4d.safetensors'));
  },
  'sk-io': async (folder) => {
    copyKeras(folder, {
      'residual3.keras': 'mobilenet.keras',
      'residual3.json': 'net.json',
      'residual3.weights.h5': 'net.weights.h5',
    });
    await writeWeights('skresnext50_32x4d', downloaded(folder, 'timm/skresnext50_32x4d.ra_in1k'));
  },
  'sk-train': async (folder) => {
    for (const split of ['train', 'test']) await writeImages(join(folder, 'cifar10', split), ['cat', 'dog']);
    await writeImages(join(folder, 'flowers'), ['lily', 'rose', 'tulip']);
    await image(1).toFile(join(folder, 'cat.jpg'));
    const weights = downloaded(folder, 'timm/skresnet18.ra_in1k');
    await writeWeights('skresnet18', weights);
    copyFileSync(weights, join(folder, 'weights.safetensors'));
    await writeModel(join(folder, 'models/imported'), ['ant', 'bee']);
    writeKerasFile(join(folder, 'mobilenet.keras'));
    writeFileSync(join(folder, 'labels.txt'), 'ant\nbee\nfly\n');
  },
  'sk-viz': async (folder) => {
    await writeImages(join(folder, 'images/test'), ['cat', 'dog']);
    await writeModel(join(folder, 'runs/first'), ['cat', 'dog']);
  },
};

/** Writes the files that the README of a package speaks of. */
export async function prepare(name: string, folder: string): Promise<void> {
  await makers[name]?.(folder);
}
