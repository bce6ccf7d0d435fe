import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { saveModel } from 'sk-io/node';
import { createModel } from 'sk-models';
import { measureFolder, openModel } from 'sk-viz/node';
import { expect, it, onTestFinished } from 'vitest';

it('says how many files of a folder it has skipped', async () => {
  await tf.setBackend('cpu');
  const folder = mkdtempSync(join(tmpdir(), 'sk-viz-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const grey = sharp({ create: { width: 16, height: 16, channels: 3, background: '#808080' } });
  for (const name of ['a.png', 'c.png']) await grey.clone().toFile(join(folder, name));
  writeFileSync(join(folder, 'b.png'), 'no image');
  const network = createModel('sknet_digits', { inputShape: [16, 16, 1], seed: 1 });
  await saveModel(network, join(folder, 'model'));
  network.dispose();
  const opened = await openModel(join(folder, 'model'));
  const seen: unknown[] = [];
  const { measurement } = await measureFolder(opened, {
    images: folder,
    scales: [1],
    onProgress: (...counts) => seen.push(counts),
  });
  expect(seen.at(-1)).toEqual([3, 3, 1]);
  expect(measurement.attention.skipped).toMatchObject([
    { name: 'b.png', reason: expect.stringMatching(/^is not an image/) },
  ]);
  opened.model.dispose();
});
