/** Classes of images in files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { classify as classifyFile } from 'sk-io/node';
import { classify, createModel, type RgbImage } from 'sk-models';
import { beforeAll, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

it('classify reads a file by path or bytes', async () => {
  const [width, height] = [20, 12];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * i * 31) % 256);
  const image: RgbImage = { data, width, height, channels: 3 };
  const model = createModel('sknet_slim', { widthMultiplier: 1 / 4, seed: 1 });
  const file = await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  const folder = mkdtempSync(join(tmpdir(), 'sk-classify-'));
  writeFileSync(join(folder, 'image.png'), file);
  const wanted = await classify(model, image);
  expect(await classifyFile(model, file)).toEqual(wanted);
  expect(await classifyFile(model, join(folder, 'image.png'), 2)).toEqual(wanted.slice(0, 2));
  await expect(classifyFile(model, join(folder, 'none.png'))).rejects.toThrow('there is no such file');
  rmSync(folder, { recursive: true });
  model.dispose();
});
