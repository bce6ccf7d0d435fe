/** `sk-train eval` takes images that the run did not learn from. */
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRunFiles } from 'sk-io/node';
import { beforeEach, expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { evalOf, fitOnce, linesOf } from './support/fitOnce.js';
import { namesIn, writeImages } from './support/photoFolder.js';
import type { Said } from './support/runInProcess.js';

let work: string;
let data: string;
let run: string;
beforeEach(async () => {
  work = await temporaryFolder();
  data = join(work, 'data');
  run = join(work, 'run');
});

const images = ({ stdout }: Said): number => (JSON.parse(stdout) as { images: number }).images;

async function trainedOn(names: readonly string[], ...more: string[]): Promise<void> {
  await writeImages(data, names);
  expect(await fitOnce(data, run, ...more)).toMatchObject({ code: 0 });
}

it('test/ by default, and the split that is named', async () => {
  await trainedOn([
    ...namesIn('train', { cat: 3, dog: 3 }),
    ...namesIn('valid', { cat: 2, dog: 2 }),
    ...namesIn('Test', { cat: 1, dog: 1 }),
  ]);
  const tested = await evalOf(data, run);
  expect(images(tested)).toBe(2);
  expect(linesOf(tested)).toContain(`testing on the 2 images of ${join(data, 'Test')}`);
  expect(images(await evalOf(data, run, '--split', 'test'))).toBe(2);
  expect(images(await evalOf(data, run, '--split', 'val'))).toBe(4);
  expect(images(await evalOf(data, run, '--split', 'train'))).toBe(6);
  rmSync(join(data, 'Test'), { recursive: true });
  expect(images(await evalOf(data, run))).toBe(4);
  const none = await evalOf(data, run, '--split', 'test');
  expect(none.code).toBe(3);
  expect(linesOf(none).at(-1)).toMatch(
    /data: has no images for --split test: wants them in test\/<class>\/$/,
  );
  expect((await evalOf(data, run, '--split', 'dev')).code).toBe(2);
});

it('val/ where test/ is flat, which is said', async () => {
  await trainedOn([
    ...namesIn('train', { cat: 3, dog: 3 }),
    ...namesIn('val', { cat: 2, dog: 2 }),
    'test/a.jpg',
  ]);
  const tested = await evalOf(data, run);
  expect(images(tested)).toBe(4);
  expect(tested.stderr).toMatch(/test: its images lie in no class folders/);
  expect((await evalOf(data, run, '--split', 'test')).code).toBe(3);
});

it('what the run kept from training, where the folder has no splits', async () => {
  await trainedOn(namesIn('', { cat: 10, dog: 20 }));
  const tested = await evalOf(data, run);
  expect(images(tested)).toBe(3);
  expect(linesOf(tested)).toContain(`testing on the 3 images of ${data} that the run kept from training`);
  expect(images(await evalOf(data, run, '--split', 'val'))).toBe(3);
  expect(images(await evalOf(data, run, '--split', 'train'))).toBe(27);
  const checkpoint = join(run, 'checkpoints', 'step-00000001');
  expect(images(await evalOf(data, checkpoint))).toBe(3);
  const kept = (await readRunFiles(run))?.files.find(({ split }) => split === 'val');
  rmSync(join(data, kept?.name ?? ''));
  const gone = await evalOf(data, run);
  expect(gone.code).toBe(3);
  expect(linesOf(gone).at(-1)).toMatch(
    /1 of the 3 images that the run kept from training are gone: put them back$/,
  );
});

it('refuses what the run learned from, wherever --data begins, and after the folder has moved', async () => {
  await trainedOn(namesIn('train', { cat: 3, dog: 3 }), '--val-split', '0');
  const above = await evalOf(data, run);
  expect(above.code).toBe(3);
  expect(linesOf(above).at(-1)).toMatch(
    /data: has no images in test\/<class>\/ or val\/<class>\/ to test on; --split train/,
  );
  const inside = await evalOf(join(data, 'train'), run);
  expect(inside.code).toBe(3);
  expect(linesOf(inside).at(-1)).toMatch(
    /the run was trained on 6 of these 6 images \(.*cat\/0\.jpg\), so its accuracy on them says nothing about others: take other images, or --split train/,
  );
  expect(images(await evalOf(data, run, '--split', 'train'))).toBe(6);
  expect(images(await evalOf(join(data, 'train'), run, '--split', 'train'))).toBe(6);

  const flat = join(work, 'flat');
  await writeImages(flat, namesIn('', { cat: 2, dog: 2 }));
  const other = join(work, 'other');
  expect(await fitOnce(flat, other, '--val-split', '0')).toMatchObject({ code: 0 });
  renameSync(flat, join(work, 'moved'));
  await writeImages(join(work, 'moved'), namesIn('', { cat: 3, dog: 3 }));
  const moved = await evalOf(join(work, 'moved'), other);
  expect(moved.code).toBe(3);
  expect(linesOf(moved).at(-1)).toMatch(/the run was trained on 4 of these 6 images/);
});

it('a copy of the folder is the folder of the run', async () => {
  await trainedOn(namesIn('', { cat: 10, dog: 10 }));
  const copy = join(work, 'copy');
  cpSync(data, copy, { recursive: true });
  const tested = await evalOf(copy, run);
  expect(images(tested)).toBe(2);
  expect(linesOf(tested)).toContain(`testing on the 2 images of ${copy} that the run kept from training`);
  expect(images(await evalOf(copy, run, '--split', 'train'))).toBe(18);
});

it('a list of files that is damaged is named in one line', async () => {
  await trainedOn(namesIn('', { cat: 2, dog: 2 }));
  writeFileSync(join(run, 'files.jsonl'), '{"version":1');
  const refused = await evalOf(data, run);
  expect(refused.code).toBe(3);
  expect(linesOf(refused).at(-1)).toMatch(/^sk-train: .*files\.jsonl: is not JSON/);
  expect((await fitOnce(data, run, '--resume')).code).toBe(3);
});

it('other images with the same names are tested whole, and so are those of which some are missing', async () => {
  await trainedOn(namesIn('', { cat: 10, dog: 10 }));
  const others = join(work, 'others');
  await writeImages(others, namesIn('', { cat: 10, dog: 10 }, '.png'));
  for (const name of namesIn('', { cat: 10, dog: 10 })) {
    renameSync(join(others, name.replace('.jpg', '.png')), join(others, name));
  }
  expect(images(await evalOf(others, run))).toBe(20);
  rmSync(join(others, 'cat', '3.jpg'));
  expect(images(await evalOf(others, run))).toBe(19);
});
