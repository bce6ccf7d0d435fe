/** Images on the scale 0 to 1: a drawn landscape, and photographs. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { readImage } from 'sk-io/node';
import { imageToInput } from 'sk-models';

/** Draws something like a photograph: a sky, a ground, and round things with a shade. Returns [1, size, size, 3]. */
export function landscape(size: number): tf.Tensor {
  const pixels = new Float32Array(size * size * 3);
  const things = [0, 1, 2, 3].map((k) => ({
    x: 0.2 + 0.2 * k,
    y: 0.45 + 0.1 * (k % 3),
    radius: 0.05 + 0.03 * k,
  }));
  for (let i = 0; i < size * size; i++) {
    const [x, y] = [(i % size) / size, Math.floor(i / size) / size];
    const thing = things.find((t) => Math.hypot(x - t.x, y - t.y) < t.radius);
    pixels.set(thing === undefined ? ground(x, y) : shaded(thing, x, y), 3 * i);
  }
  return tf.tensor4d(pixels, [1, size, size, 3]);
}

function ground(x: number, y: number): number[] {
  if (y < 0.5) return [0.4 + 0.4 * y, 0.6 + 0.3 * y, 0.9];
  return [0.3 * y, 0.5 * y + 0.05 * Math.sin(90 * x), 0.1];
}

function shaded(thing: { x: number; y: number; radius: number }, x: number, y: number): number[] {
  const shade = Math.hypot(x - thing.x, y - thing.y) / thing.radius;
  return [0.9 - 0.6 * shade, 0.5 - 0.3 * shade, 0.2 * x];
}

/** Reads the first `count` photographs of the archive in a folder. Returns [count, size, size, 3]. */
export async function photographs(data: string, size: number, count: number): Promise<tf.Tensor> {
  const work = mkdtempSync(join(tmpdir(), 'sk-photographs-'));
  execFileSync('tar', ['-x', '-f', join(data, 'imagenet-photos-40.tar'), '-C', work]);
  const files = readdirSync(work, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.jpe?g$/i.test(name),
  );
  const preprocessing = {
    size: [size, size],
    channels: 3,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    cropFraction: 1,
    interpolation: 'bilinear',
  } as const;
  const images: Float32Array[] = [];
  for (const name of files.sort().slice(0, count)) {
    images.push(imageToInput(await readImage(join(work, name)), preprocessing));
  }
  rmSync(work, { recursive: true });
  return tf.tidy(() => tf.stack(images.map((pixels) => tf.tensor3d(pixels, [size, size, 3]))));
}
