import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import sharp from 'sharp';
import { saveModel } from 'sk-io/node';
import { createModel } from 'sk-models';
import type { AttentionData } from 'sk-viz';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { runSkViz } from '../../src/commands/program.js';

let work: string;
let out: string;
let err: string;
const path = (...parts: string[]): string => join(work, ...parts);

async function run(...args: string[]): Promise<number | string> {
  out = '';
  err = '';
  process.exitCode = 0;
  await runSkViz(args);
  const code = process.exitCode;
  process.exitCode = 0;
  return code;
}

const attention = (images: string, ...more: string[]): Promise<number | string> =>
  run(
    'attention',
    '--model',
    path('model'),
    '--images',
    images,
    '--backend',
    'wasm',
    '--out',
    path('out'),
    ...more,
  );
const readAttention = (): AttentionData =>
  JSON.parse(readFileSync(path('out', 'attention.json'), 'utf8')) as AttentionData;

beforeAll(async () => {
  await tf.setBackend('cpu');
  work = mkdtempSync(join(tmpdir(), 'sk-viz-'));
  const model = createModel('sknet_slim', { inputShape: [16, 16, 3], seed: 2 });
  await saveModel(model, path('model'));
  await saveModel(model, path('run', 'checkpoints', 'plain'));
  model.dispose();
  const plain = sequential({
    layers: [layers.flatten({ inputShape: [16, 16, 3] }), layers.dense({ units: 2 })],
  });
  await saveModel(plain, path('plain'));
  plain.dispose();
  for (const [i, name] of ['cat', 'dog', 'cat', 'dog', 'ship'].entries()) {
    mkdirSync(path('images', name), { recursive: true });
    await sharp({
      create: { width: 20 + i, height: 18, channels: 3, background: { r: 40 * i, g: 90, b: 200 - 30 * i } },
    })
      .png()
      .toFile(path('images', name, `${i}.png`));
  }
  mkdirSync(path('flat'));
  writeFileSync(path('flat', 'a.png'), readFileSync(path('images', 'cat', '0.png')));
  writeFileSync(path('flat', 'b.png'), 'no image at all');
  writeFileSync(path('flat', 'c.jpg'), '');
  mkdirSync(path('broken'));
  writeFileSync(path('broken', 'b.png'), 'no image at all');
  mkdirSync(path('empty'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));
beforeEach(() => {
  rmSync(path('out'), { recursive: true, force: true });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += text;
    return true;
  });
  return () => vi.restoreAllMocks();
});

describe('sk-viz attention', () => {
  it('writes the data and the figures; classes of folders give the accuracy', async () => {
    const before = tf.memory().numTensors;
    expect(await attention(path('images'), '--scales', '1,2', '--samples', '1')).toBe(0);
    const data = readAttention();
    expect(data).toMatchObject({ images: 5, scales: [1, 2], model: { name: 'sknet_slim' }, skipped: [] });
    expect(data.accuracy!.map(({ images }) => images)).toEqual([5, 5]);
    const figures = readdirSync(path('out')).filter((name) => name.endsWith('.svg'));
    expect(figures).toContain('attention-by-unit.svg');
    expect(figures).toContain('accuracy-by-scale.svg');
    expect(figures).toContain('sample-1-by-unit.svg');
    for (const name of [
      'attention-by-unit.json',
      'attention-by-unit.png',
      'attention.csv',
      'sample-1-2.0x.png',
    ])
      expect(readdirSync(path('out'))).toContain(name);
    expect(readFileSync(path('out', 'attention-by-unit.svg'), 'utf8')).toMatch(/^<svg /);
    expect(out).toMatch(/the attention for the larger kernel/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('the same bytes when it runs again', async () => {
    const once = async (): Promise<string[]> => {
      await attention(path('images'), '--limit', '3', '--seed', '4', '--scales', '1,2', '--samples', '1');
      return readdirSync(path('out')).map((name) => readFileSync(path('out', name), 'utf8'));
    };
    expect(await once()).toEqual(await once());
    expect(readAttention().images).toBe(3);
    expect(readAttention().source).toMatch(/^3 of 5 images of /);
  });

  it('unreadable files are skipped, named and listed', async () => {
    expect(await attention(path('flat'), '--scales', '1,2', '--samples', '0')).toBe(0);
    expect(err).toMatch(/skipped b\.png: is not an image/);
    expect(err).toMatch(/skipped c\.jpg: is empty/);
    expect(readAttention()).toMatchObject({ images: 1 });
    expect(
      readAttention()
        .skipped.map(({ name }) => name)
        .sort(),
    ).toEqual(['b.png', 'c.jpg']);
    expect(readAttention().accuracy).toBeUndefined();
  });
});

describe('failures are one line and a code', () => {
  it.each([
    ['an empty folder', () => attention(path('empty')), 3, /no image in this folder or below/],
    [
      'images of which none can be read',
      () => attention(path('broken')),
      3,
      /none of 1 images can be read; b\.png/,
    ],
    ['a folder that is not there', () => attention(path('nowhere')), 3, /nowhere: no such folder/],
    [
      'a scale below 1',
      () => attention(path('flat'), '--scales', '0.5'),
      2,
      /wants different numbers from 1 to 100/,
    ],
    ['a scale twice', () => attention(path('flat'), '--scales', '1,1'), 2, /wants different numbers/],
    ['a limit of none', () => attention(path('flat'), '--limit', '0'), 2, /whole number from 1 on/],
    ['a backend that is not known', () => attention(path('flat'), '--backend', 'abacus'), 2, /abacus/],
    ['no command that is known', () => run('draw'), 2, /unknown command/],
    [
      'a model without SK units',
      () => run('attention', '--model', path('plain'), '--images', path('flat'), '--out', path('out')),
      2,
      /wants an SkConv2D layer with attention, got 2 other layers/,
    ],
    [
      'a folder that is no model',
      () =>
        run(
          'report',
          '--model',
          path('flat'),
          '--images',
          path('flat'),
          '--backend',
          'wasm',
          '--out',
          path('r.html'),
        ),
      3,
      /neither a run \(checkpoints\/\) nor a model folder/,
    ],
    [
      'a run without a whole checkpoint',
      () =>
        run(
          'report',
          '--model',
          path('run'),
          '--images',
          path('flat'),
          '--backend',
          'wasm',
          '--out',
          path('r.html'),
        ),
      3,
      /no valid checkpoint/,
    ],
  ])('%s', async (_, command, code, message) => {
    expect(await command()).toBe(code);
    const own = err.split('\n').filter((line) => line.startsWith('sk-viz: '));
    expect(own).toHaveLength(1);
    expect(own[0]).toMatch(message);
    expect(existsSync(path('r.html'))).toBe(false);
  });
});

describe('sk-viz classes, confusion, curves', () => {
  const shown = (command: string, images: string, ...more: string[]) =>
    run(
      ...[command, '--model', path('model'), '--images', images, '--backend', 'wasm', '--scales', '1,2'],
      ...['--out', path('out'), ...more],
    );

  it('classes: a figure for each unit that is asked for, and the data', async () => {
    expect(await shown('classes', path('images'), '--units', 'SK_2_1')).toBe(0);
    const names = ['json', 'csv'].map((end) => `classes.${end}`);
    const figure = ['json', 'csv', 'svg', 'png'].map((end) => `classes-SK_2_1.${end}`);
    expect(readdirSync(path('out')).sort()).toEqual([...names, ...figure].sort());
    const { classes } = JSON.parse(readFileSync(path('out', 'classes.json'), 'utf8'));
    expect(classes).toEqual([
      { name: 'cat', images: 2 },
      { name: 'dog', images: 2 },
      { name: 'ship', images: 1 },
    ]);
  });

  it('confusion: the counts add up to the images', async () => {
    expect(await shown('confusion', path('images'), '--theme', 'both')).toBe(0);
    expect(readdirSync(path('out'))).toContain('confusion-matrix.dark.png');
    const { counts } = JSON.parse(readFileSync(path('out', 'confusion.json'), 'utf8')) as {
      counts: number[][];
    };
    expect(counts.flat().reduce((a, b) => a + b)).toBe(5);
  });

  it('curves: of several runs, in one table', async () => {
    const record = (loss: number) =>
      `${JSON.stringify({ kind: 'epoch', step: 1, epoch: 1, trainLoss: loss, trainAccuracy: 0.5, learningRate: 0.1, imagesPerSecond: 1, seconds: 1 })}\n`;
    for (const [name, loss] of [
      ['first', 1],
      ['second', 2],
    ] as const) {
      mkdirSync(path(name), { recursive: true });
      writeFileSync(path(name, 'log.jsonl'), record(loss));
    }
    expect(await run('curves', '--run', path('first'), '--run', path('second'), '--out', path('out'))).toBe(
      0,
    );
    const lines = readFileSync(path('out', 'curves.csv'), 'utf8').trim().split('\n');
    expect(lines).toContain('second,loss,"training, epoch",1,2');
    expect(readdirSync(path('out'))).toContain('learning-rate.png');
  });

  it.each([
    [
      'classes of images without folders',
      () => shown('classes', path('flat')),
      3,
      /classes of the images are not known/,
    ],
    [
      'a unit that the model lacks',
      () => shown('classes', path('images'), '--units', 'SK_9_9'),
      2,
      /no SK unit 'SK_9_9'; it has SK_2_1, /,
    ],
    [
      'a run without a log',
      () => run('curves', '--run', path('empty'), '--out', path('out')),
      3,
      /has no log: wants the folder of a run/,
    ],
    [
      'a folder where a file is to go',
      () => run('report', '--model', path('model'), '--images', path('images'), '--out', path('empty')),
      2,
      /--out .*empty is a folder; a file is to be written there/,
    ],
    [
      'a file where a folder is to go',
      () => shown('confusion', path('images'), '--out', path('flat', 'a.png')),
      2,
      /a\.png is a file; a folder is to be written there/,
    ],
    [
      'a place below a file',
      () => shown('confusion', path('images'), '--out', path('flat', 'a.png', 'deep', 'er')),
      2,
      /a\.png is a file, so nothing can lie below it/,
    ],
    [
      'figures among the images',
      () => shown('confusion', path('images'), '--out', path('images', 'figures')),
      2,
      /figures would be written to .*figures, among the images of .*Take another place or name/,
    ],
    [
      'a report that is called as its images are',
      () => run('report', '--model', path('model'), '--images', path('images'), '--out', path('images.html')),
      2,
      /figures would be written to .*images, among the images/,
    ],
  ])('%s', async (_, command, code, message) => {
    expect(await command()).toBe(code);
    const own = err.split('\n').filter((line) => line.startsWith('sk-viz: '));
    expect(own).toHaveLength(1);
    expect(own[0]).toMatch(message);
  });
});

describe('sk-viz report', () => {
  it('of a model without SK units everything but the attention, and a clear word', async () => {
    const before = tf.memory().numTensors;
    const page = path('plain.html');
    const code = await run(
      ...['report', '--model', path('plain'), '--images', path('flat'), '--backend', 'wasm', '--out', page],
    );
    expect(code).toBe(0);
    expect(err).toContain('plain has no SK unit with attention');
    const text = readFileSync(page, 'utf8');
    expect(text).toContain('This network has no SK units');
    expect(text).toContain('id="architecture"');
    expect(text).not.toContain('id="samples"');
    expect(readdirSync(path('plain.html').replace('.html', ''))).toEqual(
      expect.arrayContaining(['architecture-diagram.svg', 'attention.json']),
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it('one page with the curves of the log beside the model', async () => {
    const step = (at: number) =>
      JSON.stringify({
        kind: 'step',
        step: at,
        epoch: at / 10,
        loss: 2 / at,
        accuracy: 0.3,
        learningRate: 0.1,
        imagesPerSecond: 9,
        dataWait: 0,
      });
    const epoch = JSON.stringify({
      kind: 'epoch',
      step: 10,
      epoch: 1,
      trainLoss: 1,
      trainAccuracy: 0.5,
      testLoss: 1.1,
      testAccuracy: 0.625,
      learningRate: 0.1,
      imagesPerSecond: 9,
      seconds: 3,
    });
    writeFileSync(path('model', 'log.jsonl'), `${step(1)}\n${step(2)}\n${epoch}\n`);
    const other = path('other');
    mkdirSync(other, { recursive: true });
    writeFileSync(join(other, 'log.jsonl'), `${epoch}\n`);
    writeFileSync(path('model', 'recipe.json'), JSON.stringify({ epochs: 1, schedule: { kind: 'cosine' } }));
    const code = await run(
      ...['report', '--model', path('model'), '--images', path('images'), '--backend', 'wasm'],
      ...['--run', path('other'), '--out', path('out', 'report.html')],
    );
    expect(code).toBe(0);
    const page = readFileSync(path('out', 'report.html'), 'utf8');
    for (const text of ['62.50 %', 'Learning rate over 2 runs', 'schedule cosine', 'data:image/png;base64'])
      expect(page).toContain(text);
    const files = readdirSync(path('out', 'report'));
    const ends = (end: string) => files.filter((name) => name.endsWith(`.${end}`)).length;
    const drawn = page.match(/<figcaption>/g)!.length;
    expect([ends('svg'), ends('png')]).toEqual([drawn, drawn]);
    for (const name of ['attention.json', 'classes.csv', 'confusion.json', 'loss.svg'])
      expect(files).toContain(name);
    expect(err).toContain("class 'ship' has one image: a mean without an interval.");
    expect(out.trim().split('\n').at(-1)).toBe(path('out', 'report.html'));
  });
});
