/** `sk-train eval` leaves top-5 out for few classes, and counts a file that cannot be read. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { saveModel } from 'sk-io/node';
import { createModel, withMetadata } from 'sk-models';
import { expect, it } from 'vitest';
import { classNames, temporaryFolder, writeImageFolder } from '../imageFiles.js';
import { runInProcess } from './support/runInProcess.js';

it('counts what was read, names a file once, and no top-5 of three classes', async () => {
  await tf.setBackend('cpu');
  const folder = await temporaryFolder();
  const data = await writeImageFolder(join(folder, 'data'), { train: 1, test: 7 });
  const broken = join(data, 'test', 'red', '003.png');
  await writeFile(broken, 'no image');
  const model = createModel('sknet_slim', { numClasses: 3, inputShape: [8, 8, 3], widthMultiplier: 1 / 8 });
  await saveModel(withMetadata(model, { classNames }), join(folder, 'model'));
  model.dispose();
  const { code, stdout, stderr } = await runInProcess(
    ...['eval', '--run', join(folder, 'model'), '--data', data, '--backend', 'cpu', '--workers', '0'],
    ...['--max-unreadable', '0.1'],
  );
  expect(stderr.split(broken)).toHaveLength(2);
  expect(stderr).toContain(`left out ${broken}: is not an image`);
  expect(stderr).toContain('read 20 of 21 images, 1 cannot be read\n');
  expect(stdout).toMatch(/^top-1 [\d.]+ %, loss [\d.]+ over 20 images\n/);
  expect(code).toBe(0);
});
