/** `sk-train fit`, `eval` and `data inspect` on MNIST's own files. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRunFiles } from 'sk-io/node';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { writeMnist } from '../mnistFiles.js';
import { evalOf, fitOnce, linesOf } from './support/fitOnce.js';
import { runInProcess } from './support/runInProcess.js';

it('trains on them, says that digits are mirrored, and tests on either split', async () => {
  const [data, run] = [join(await temporaryFolder(), 'mnist'), join(await temporaryFolder(), 'run')];
  mkdirSync(data);
  await writeMnist(data, { ending: '.gz' });
  const mirrored = /^warning: half of the training images are mirrored, .*--set augmentation\.flip=false/m;
  const trained = await fitOnce(data, run);
  expect(trained, trained.stderr).toMatchObject({ code: 0 });
  expect(trained.stderr).toMatch(mirrored);
  expect(linesOf(trained)).toContain(
    'images: 3 for training, 2 for testing, which also choose the best checkpoint',
  );
  expect((await readRunFiles(run))?.files.map(({ split, name }) => `${split} ${name}`)).toEqual([
    ...['train train-images-idx3-ubyte.gz', 'train train-labels-idx1-ubyte.gz'],
    ...['test t10k-images-idx3-ubyte.gz', 'test t10k-labels-idx1-ubyte.gz'],
  ]);
  const plain = await fitOnce(data, `${run}-plain`, '--set', 'augmentation.flip=false');
  expect(plain.stderr).not.toMatch(mirrored);

  const images = async (...more: string[]) =>
    (JSON.parse((await evalOf(data, run, ...more)).stdout) as { images: number }).images;
  expect(await images()).toBe(2);
  expect(await images('--split', 'train')).toBe(3);
  const cropped = await evalOf(data, run, '--crop', '0.5');
  expect(cropped.code).toBe(2);
  expect(linesOf(cropped).at(-1)).toMatch(/--crop: files of raw pixels are tested whole/);

  const inspected = await runInProcess('data', 'inspect', data, '--json');
  expect(JSON.parse(inspected.stdout)).toMatchObject({
    kind: 'mnist',
    splits: {
      train: { images: 3, classes: { 0: 1, 1: 1, 2: 1 }, shortSides: [3, 3, 3] },
      test: { images: 2, classes: { 0: 1, 1: 0, 2: 1 } },
    },
  });
});
