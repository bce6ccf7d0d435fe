/** `sk-train predict` of folders, and its table. */
import { writeFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { answerPrinter } from '../../src/commands/predict/answerPrinter.js';
import { temporaryFolder } from '../imageFiles.js';
import { colours, writeColourModel, writeColours } from './support/colourModel.js';
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
  for (const two of [
    ['--csv', '--json'],
    ['--csv', '--jsonl'],
    ['--json', '--jsonl'],
  ]) {
    expect(await predict(test, ...two)).toMatchObject({ code: 2, stdout: '' });
  }

  await writeTexts(work, ['none/notes.txt', 'bad/x.jpg']);
  const failed = await predict(join(work, 'none'), join(work, 'bad'), test, '--top', '1', '--csv');
  expect(failed.code).toBe(3);
  expect(failed.stdout.split('\n').slice(1, 3)).toEqual([
    `${join(work, 'none')},,`,
    `${join(work, 'bad', 'x.jpg')},,`,
  ]);
  expect(failed.stdout.trimEnd().split('\n')).toHaveLength(6);
  expect(failed.stderr).toMatch(/none: no image in this folder or below/);
  expect(linesOf(failed).at(-1)).toBe('no answer for 2 of 5 images');

  const both = [join(work, 'bad'), test, '--top', '2'];
  const array = await predict(...both, '--json');
  expect(array.code).toBe(3);
  const answers = JSON.parse(array.stdout) as { error?: string }[];
  expect(array.stdout).toBe(`${JSON.stringify(answers, null, 2)}\n`);
  expect(answers.map(({ error }) => error)).toEqual([
    `${join(work, 'bad', 'x.jpg')}: is not an image (JPEG, PNG, WebP, GIF, AVIF, TIFF, SVG, BMP or PPM)`,
    ...[undefined, undefined, undefined],
  ]);
  const lines = await predict(...both, '--jsonl');
  expect(lines.stdout).toBe(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
});

it('answers for the samples of shards as for their files, and says what shards it wants', async () => {
  await tf.setBackend('cpu');
  const work = await temporaryFolder();
  const model = await writeColourModel(join(work, 'model'), 8);
  const data = join(work, 'data');
  await writeColours(join(data, 'all'), {
    'a.png': colours.red,
    'b.png': colours.green,
    'c.png': colours.blue,
  });
  const shards = join(work, 'shards');
  expect(
    await runInProcess('data', 'shard', data, '--out', shards, '--per-shard', '2', '--json'),
  ).toMatchObject({ code: 0 });
  const predict = async (...sources: string[]) => {
    const said = await runInProcess(
      ...['predict', '--model', model, '--backend', 'cpu', '--json'],
      ...sources,
    );
    const answers = JSON.parse(said.stdout) as { path: string; predictions?: unknown; error?: string }[];
    const named = answers.map(({ path, predictions }) => [
      basename(path).replace(/^\d+-|\.png$/g, ''),
      predictions,
    ]);
    return { ...said, answers, named: named.sort() };
  };
  const wanted = await predict(data);
  expect(wanted.named).toHaveLength(3);
  const whole = await predict(shards);
  expect(whole).toMatchObject({ code: 0, named: wanted.named });
  expect(whole.answers[0]?.path).toContain(join(shards, 'train-000000.tar', '00000000-'));
  const pattern = await predict(join(shards, 'train-{000000..000001}.tar'));
  expect(pattern.answers).toEqual(whole.answers);

  await mkdir(join(work, 'splits'));
  await rename(shards, join(work, 'splits', 'train'));
  writeFileSync(join(work, 'bad.tar'), 'text');
  const failed = await predict(join(work, 'splits'), join(work, 'bad.tar'));
  expect(failed.code).toBe(3);
  expect(failed.answers.map(({ error }) => error)).toEqual([
    expect.stringMatching(/splits: has its shards in folders of splits: name one of these/),
    expect.stringMatching(/bad\.tar: has no sample: left out of shards: 1 cut off: bad\.tar: /),
  ]);
});

describe('answers', () => {
  const answer = { path: 'a\u001b.jpg', predictions: [{ class: 'cat', index: 0, probability: 1 }] };

  it.each([
    [{ json: true }, '[\n  {\n    "path": "a\\u001b.jpg",'],
    [{ jsonl: true }, '{"path":"a\\u001b.jpg","predictions":[{"class":"cat","index":0,"probability":1}]}\n'],
    [{ csv: true }, 'path,class,probability\na\\u001b.jpg,cat,1\n'],
    [{}, 'a?.jpg\n  100.00 %  cat\n'],
  ])('of %j are printed before the next image is looked at', (options, text) => {
    let printed = '';
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((some) => {
      printed += String(some);
      return true;
    });
    onTestFinished(() => write.mockRestore());
    answerPrinter(options, 1).print(answer);
    expect(printed.slice(0, text.length)).toBe(text);
  });

  it('end where a signal stops the command, and the array is whole', async () => {
    await tf.setBackend('cpu');
    const work = await temporaryFolder();
    const model = await writeColourModel(join(work, 'model'), 8);
    await writeColours(join(work, 'images'), { 'a.png': colours.red });
    const before = process.listenerCount('SIGINT');
    const timer = setInterval(() => {
      if (process.listenerCount('SIGINT') === before) return;
      clearInterval(timer);
      process.emit('SIGINT');
    });
    const said = await runInProcess(
      ...['predict', '--model', model, '--backend', 'cpu', '--json', join(work, 'images')],
    );
    expect(said).toMatchObject({ code: 130, stdout: '[]\n' });
    expect(said.stderr).toContain('SIGINT: stopping after this image\n');
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  it('are counted beside the result, unless a terminal shows the result itself', async () => {
    await tf.setBackend('cpu');
    const work = await temporaryFolder();
    const model = await writeColourModel(join(work, 'model'), 8);
    await writeColours(join(work, 'images'), { 'a.png': colours.red, 'b.png': colours.blue });
    let time = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      time += 10_001;
      return time;
    });
    onTestFinished(() => clock.mockRestore());
    const predict = () =>
      runInProcess('predict', '--model', model, '--backend', 'cpu', '--csv', join(work, 'images'));
    const piped = await predict();
    expect(piped.code).toBe(0);
    expect(linesOf(piped).slice(-2)).toEqual(['answered for 1 of 2 images', 'answered for 2 of 2 images']);
    const { isTTY } = process.stdout;
    process.stdout.isTTY = true;
    onTestFinished(() => {
      process.stdout.isTTY = isTTY;
    });
    expect((await predict()).stderr).not.toContain('answered for');
  });
});
