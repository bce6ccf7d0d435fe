/** `sk-train fit` and `eval` on CIFAR's own files. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRunFiles } from 'sk-io/node';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { cifarRecordBytes, cifarRecords, writeCifarFolder } from './support/cifarFolder.js';
import { evalOf, fitOnce, linesOf } from './support/fitOnce.js';

it('says what there is, keeps the list of files, and tests on either split', async () => {
  const [data, run] = [join(await temporaryFolder(), 'cifar'), join(await temporaryFolder(), 'run')];
  writeCifarFolder(data);
  const fit = (...more: string[]) => fitOnce(data, run, '--image-size', '32', ...more);
  const refused = await fit('--val-split', '0.1');
  expect(refused.code).toBe(2);
  expect(linesOf(refused).at(-1)).toMatch(/--val-split 0\.1: CIFAR's files come with test images/);

  const trained = await fit();
  expect(trained).toMatchObject({ code: 0 });
  expect(linesOf(trained)).toContain(
    'images: 10 for training, 3 for testing, which also choose the best checkpoint',
  );
  const files = (await readRunFiles(run))?.files ?? [];
  expect(files.map(({ split, name }) => `${split} ${name}`)).toEqual([
    ...[1, 2, 3, 4, 5].map((part) => `train data_batch_${part}.bin`),
    'test test_batch.bin',
  ]);
  expect(files[0]?.bytes).toBe(2 * cifarRecordBytes);

  const images = async (...more: string[]) =>
    (JSON.parse((await evalOf(data, run, ...more)).stdout) as { images: number }).images;
  expect(await images()).toBe(3);
  expect(await images('--split', 'train')).toBe(10);
  expect((await evalOf(data, run, '--split', 'val')).code).toBe(3);

  writeFileSync(join(data, 'test_batch.bin'), cifarRecords(4));
  expect(linesOf(await fit('--resume', '--max-steps', '2')).at(-1)).toMatch(
    /test_batch\.bin has 12292 bytes instead of 9219/,
  );
});
