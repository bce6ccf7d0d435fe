/** `sk-train predict` of folders, and its table. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../imageFiles.js';
import { fitOnce, linesOf } from './support/fitOnce.js';
import { namesIn, writeImages, writeTexts } from './support/photoFolder.js';
import { runInProcess } from './support/runInProcess.js';

it('answers for the images of a flat folder in the order of their names, as a table, as JSON or in words', async () => {
  const work = await temporaryFolder();
  const [data, run] = [join(work, 'data'), join(work, 'run')];
  await writeImages(data, [
    ...namesIn('train', { cat: 2, dog: 2, fox: 2 }),
    ...namesIn('val', { cat: 1 }),
    ...['test/b.jpg', 'test/a, 1.jpg', 'test/deep/c', 'test/._a.jpg'],
  ]);
  expect(await fitOnce(data, run)).toMatchObject({ code: 0 });
  const test = join(data, 'test');
  const predict = (...more: string[]) =>
    runInProcess('predict', '--model', run, '--backend', 'wasm', '--threads', '1', ...more);

  const table = await predict(test, '--csv');
  expect(table).toMatchObject({ code: 0 });
  const [head, ...rows] = table.stdout.trimEnd().split('\n');
  expect(head).toBe('path,class,probability,class2,probability2,class3,probability3');
  expect(rows.map((row) => row.slice(0, row.lastIndexOf(test) + test.length + 12))).toEqual([
    expect.stringContaining(`"${join(test, 'a, 1.jpg')}"`),
    expect.stringContaining(join(test, 'b.jpg')),
    expect.stringContaining(join(test, 'deep', 'c')),
  ]);
  const sum = (rows[1] ?? '').split(',').filter((_, i) => i > 0 && i % 2 === 0);
  expect(sum.reduce((total, probability) => total + Number(probability), 0)).toBeCloseTo(1, 5);
  expect(linesOf(table)).toContain(`${test}: skipped 1 hidden or system file (._a.jpg)`);

  const first = await predict(test, join(data, 'val', 'cat', '0.jpg'), '--top', '1', '--csv');
  expect(first.stdout.split('\n')[0]).toBe('path,class,probability');
  expect(first.stdout.trimEnd().split('\n')).toHaveLength(5);

  const json = JSON.parse((await predict(test, '--json')).stdout) as { path: string }[];
  expect(json.map(({ path }) => path)).toEqual([
    ...['a, 1.jpg', 'b.jpg', 'deep/c'].map((name) => join(test, name)),
  ]);
  expect((await predict(test, '--csv', '--json')).code).toBe(2);

  await writeTexts(work, ['none/notes.txt', 'bad/x.jpg']);
  const failed = await predict(join(work, 'none'), join(work, 'bad'), test, '--top', '1', '--csv');
  expect(failed.code).toBe(3);
  expect(failed.stdout.split('\n').slice(1, 3)).toEqual([
    `${join(work, 'none')},,`,
    `${join(work, 'bad', 'x.jpg')},,`,
  ]);
  expect(failed.stdout.trimEnd().split('\n')).toHaveLength(6);
  expect(failed.stderr).toMatch(/none: no image in this folder or below/);
});
