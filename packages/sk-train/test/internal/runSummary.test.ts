/** `summary.md` of a run: what it says after each epoch, at the end, and of names that would be Markdown. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { readLog } from 'sk-io/node';
import type { EpochRecord } from 'sk-models';
import { expect, it } from 'vitest';
import { parseRecipe } from '#internal';
import { plainText, shellBlock, shellWord } from '../../src/commands/fit/summary/markdown.js';
import { summaryText } from '../../src/commands/fit/summary/summaryText.js';
import { temporaryFolder } from '../imageFiles.js';
import { fitOnce, linesOf } from './support/fitOnce.js';
import { namesIn, writeImages } from './support/photoFolder.js';

const summaryOf = (run: string): string => readFileSync(join(run, 'summary.md'), 'utf8');
const section = (text: string, title: string): string =>
  text.split(`## ${title}\n\n`)[1]?.split('\n\n## ')[0] ?? '';

it('is of the whole run, also where that was resumed', async () => {
  const work = await temporaryFolder();
  const [data, run] = [join(work, 'my pets'), join(work, 'run')];
  await writeImages(data, [
    ...namesIn('train', { cat_1: 2, dog: 2 }),
    ...namesIn('val', { cat_1: 1, dog: 1 }),
  ]);
  const train = ['--epochs', '3', '--schedule', 'constant', '--max-steps'];
  expect(await fitOnce(data, run, ...train, '2')).toMatchObject({ code: 0 });
  const first = summaryOf(run);
  expect(first).toContain(`\n\ndone at step 2, epoch 1: train loss`);
  expect(first.match(/^\| \d \| /gm)).toEqual(['| 1 | ']);
  expect(section(first, 'Going on')).toBe(
    [
      '```sh',
      `sk-train fit --data '${data}' --out ${run} --resume`,
      `sk-train eval --run ${run} --data '${data}' --best`,
      `sk-train predict --model ${run} image.jpg`,
      `sk-train export ${run} --format onnx --out ${run}.onnx`,
      '```',
    ].join('\n'),
  );
  expect(await fitOnce(data, run, ...train, '9', '--resume')).toMatchObject({ code: 0 });
  const whole = summaryOf(run);
  expect(whole.startsWith(`# sknet\\_slim on ${plainText(data)}\n\n`)).toBe(true);
  expect(whole.match(/^\| \d \| /gm)).toEqual(['| 1 | ', '| 2 | ', '| 3 | ']);
  const epochs = (readLog(run) ?? []).filter((record) => record.kind === 'epoch');
  for (const { trainLoss } of epochs) expect(whole).toContain(`| ${trainLoss.toFixed(4)} |`);
  expect(whole).toMatch(/\nBest epoch: \d, whose testAccuracy is [\d.]+ %\. Time of training: \d+ s\.\n/);
  expect(section(whole, 'Going on')).toContain(' --resume --epochs 6\n');
  expect(section(whole, 'Images')).toContain('- 2 classes: cat\\_1, dog\n- images: 4 for training');
  expect(section(whole, 'Model')).toMatch(/^[\d,]+ parameters, [\d,]+ MACs for an image of 16 x 16 x 3\.$/);
  expect(section(whole, 'Recipe')).toContain('\n| batchSize | 2 | 64 |\n');
  expect(section(whole, 'Recipe')).not.toContain('labelSmoothing');
  expect(section(whole, 'Made with')).toMatch(
    /\n\| backend \| wasm \|\n\| Node \| v[\d.]+ \|\n[\s\S]*\| sk-train \| [\d.]+ \|/,
  );
});

it('says how a run ended that diverged, and how far one came that was cut off', async () => {
  const work = await temporaryFolder();
  const [data, run] = [join(work, 'data'), join(work, 'run')];
  await writeImages(data, [...namesIn('train', { cat: 2, dog: 2 }), ...namesIn('val', { cat: 1, dog: 1 })]);
  const wild = [
    '--epochs',
    '9',
    '--max-steps',
    '18',
    '--optimizer',
    'sgd',
    '--warmup',
    '0',
    '--schedule',
    'constant',
  ];
  const said = await fitOnce(data, run, ...wild, '--lr', '1e20');
  expect(said.code).toBe(5);
  const [error = ''] = linesOf(said).slice(-1);
  expect(error).toMatch(
    / in the output of layer \S+ for all 2 images \(\S+\/data\/train\/(cat|dog)\/[01]\.jpg, /,
  );
  const message = error.replace('sk-train: ', '');
  expect(summaryOf(run)).toContain(`\n\nEnded by an error: ${plainText(message)}.\n`);
});

const record: EpochRecord = {
  ...{ kind: 'epoch', step: 2, epoch: 1, trainLoss: 1, trainAccuracy: 0, testAccuracy: 0 },
  ...{ learningRate: 0.1, imagesPerSecond: 10, seconds: 3700 },
};

it('shows names as they are read, and no name ends a cell, a fence or a word', () => {
  const model = sequential({
    layers: [layers.conv2d({ inputShape: [null, null, 3], filters: 2, kernelSize: 1 })],
  });
  const name = '`|<b>_a*\n# [x](http://y) $& \u202e\\';
  const text = summaryText(
    {
      ...{ run: "a'b ```", data: name, model, notes: [`3 classes: ${name}`], backend: 'cpu', versions: {} },
      recipe: parseRecipe({ model: name, optimizer: { kind: 'adamw', beta1: 0.8 }, epochs: 4 }),
    },
    { epochs: [record], state: 'cut off', isDone: false },
  );
  const shown = '\\`\\|\\<b\\>\\_a\\* \\# \\[x\\](http://y) \\$\\& ?\\\\';
  expect(text.split('\n')[0]).toBe(`# ${shown} on ${shown}`);
  expect(text).toContain(`- 3 classes: ${shown}\n`);
  expect(text).toContain('````sh\nsk-train fit --data ');
  expect(text).toContain(`--out 'a'\\''b \`\`\`' --resume\n`);
  expect(text).toContain('| 1 | 1.0000 | 0.0 % | 0.0 % | 0.100 | 10.0 | 1 h 1 min |');
  expect(text).toContain('8 weights, for images of any x any x 3.');
  expect(text).toContain('| optimizer | \\{"kind":"adamw","beta1":0.8,');
  expect(text.endsWith(' |\n')).toBe(true);
  expect(shellWord('runs/a-b_1.2')).toBe('runs/a-b_1.2');
  expect(shellBlock(['x'])).toBe('```sh\nx\n```');
});
