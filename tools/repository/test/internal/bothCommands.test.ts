/** `sk-train` and `sk-viz` answer the same input alike: exit code, message, backend, threads, list of images. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { saveModel } from 'sk-io/node';
import { createModel, withMetadata } from 'sk-models';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { listClassFolders } from '../../../../packages/sk-train/src/node/data/imageFolder.js';
import { type Ran, runCommand as run } from './support/runCommand.js';

/** The threads that wasm was started with. */
const threads: (number | undefined)[] = [];
vi.mock('sk-backend-wasm/node', async (original) => {
  const { start, ...rest } = await original<typeof import('sk-backend-wasm/node')>();
  const watched: typeof start = async (options) => {
    threads.push(options?.threads);
    await start(options);
  };
  return { ...rest, start: watched };
});
// A machine with a GPU would start it.
vi.mock('sk-backend-webgpu/node', () => ({
  start: async () => {
    throw new Error('webgpu: there is no adapter');
  },
}));

// A machine with a binding would compute on TensorFlow.
vi.mock('sk-backend-node/node', () => ({
  start: async () => {
    throw new Error('tensorflow: no binding is built yet');
  },
}));

const work = mkdtempSync(join(tmpdir(), 'sk-commands-'));
const at = (...parts: string[]): string => join(work, ...parts);
afterAll(() => rmSync(work, { recursive: true }));

const backendLine = ({ stderr }: Ran): string | undefined =>
  stderr.find((line) => line.startsWith('backend: '));

/** Endings in odd cases, and what is no image or is hidden. */
const images = ['cat/a.JPG', 'cat/b.jpeg', 'cat/c.webp', 'cat/deep/d.PNG', 'cat/e.tif', 'cat/f.TIFF'];
const moreImages = ['dog/a.gif', 'dog/b.avif', 'dog/c.svg'];
/** Names a file behind a link, with an ending of its own, or with none. */
const oddImages = ['cat/linked/z.png', 'dog/d.jfif', 'dog/photo'];
const others = [
  'cat/notes.txt',
  'dog/._b.avif',
  'dog/.old/a.png',
  '.trash/x.png',
  'readme.md',
  '__MACOSX/cat/a.jpg',
];

async function writeImage(name: string): Promise<void> {
  const path = at('images', name);
  mkdirSync(dirname(path), { recursive: true });
  const ending = name.split('.').at(-1)?.toLowerCase();
  if (ending === 'svg') {
    writeFileSync(
      path,
      '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="9" height="9"/></svg>',
    );
    return;
  }
  const picture = sharp({ create: { width: 20, height: 18, channels: 3, background: 'tomato' } });
  await picture.toFormat(ending as 'png').toFile(path);
}

beforeAll(async () => {
  await tf.setBackend('cpu');
  const model = createModel('sknet_digits', {
    inputShape: [16, 16, 3],
    numClasses: 2,
    widthMultiplier: 0.25,
    seed: 1,
  });
  withMetadata(model, { classNames: ['cat', 'dog'] });
  for (const name of ['model', 'no json', 'short']) await saveModel(model, at(name));
  model.dispose();
  writeFileSync(at('no json', 'model.json'), '{"modelTopology": ');
  writeFileSync(at('short', 'weights.bin'), readFileSync(at('short', 'weights.bin')).subarray(0, 99));
  mkdirSync(at('run', 'checkpoints'), { recursive: true });
  for (const name of ['empty', 'neither']) mkdirSync(at(name));
  writeFileSync(at('neither', 'notes.txt'), '');
  writeFileSync(at('file'), '');
  for (const name of [...images, ...moreImages]) await writeImage(name);
  mkdirSync(at('linked'));
  symlinkSync(at('linked'), at('images/cat/linked'));
  for (const name of oddImages) copyFileSync(at('images/cat/a.JPG'), at('images', name));
  symlinkSync(at('nowhere'), at('images/dog/gone.jpg'));
  for (const name of others) {
    mkdirSync(dirname(at('images', name)), { recursive: true });
    writeFileSync(at('images', name), 'no image');
  }
});

const cpu = ['--backend', 'cpu'];
const wasm = ['--backend', 'wasm'];
const predict = (model: string, ...more: string[]): string[] => [
  ...['predict', '--model', model, at('images/cat/a.JPG'), ...more],
];
const evaluate = (data: string, ...more: string[]): string[] => [
  ...['eval', '--run', at('model'), '--data', data, '--workers', '0', ...more],
];
const attention = (model: string, folder: string, ...more: string[]): string[] => [
  ...['attention', '--model', model, '--images', folder, '--out', at('out'), '--scales', '1,2'],
  ...['--samples', '0', ...more],
];
const model = (path: string) => [predict(path, ...cpu), attention(path, at('images'), ...cpu)] as const;
const data = (path: string) => [evaluate(path, ...wasm), attention(at('model'), path, ...wasm)] as const;
const backend = (...options: string[]) =>
  [predict(at('model'), ...options), attention(at('model'), at('images'), ...options)] as const;

interface Case {
  readonly input: string;
  readonly train: readonly string[];
  readonly viz: readonly string[];
  readonly code: number;
  readonly message: RegExp;
}

const refused = (
  input: string,
  [train, viz]: readonly [readonly string[], readonly string[]],
  code: number,
  message: RegExp,
): Case => ({ input, train, viz, code, message });

describe('both commands refuse alike', () => {
  it.each<Case>([
    refused('an unknown option', backend('--xyzzy'), 2, /unknown option '--xyzzy'/),
    refused('an unknown sub-command', [['xyzzy'], ['xyzzy']], 2, /unknown command 'xyzzy'/),
    refused(
      'a number that is none',
      backend('--threads', 'two'),
      2,
      /--threads <n>.*wants a whole number from 1 to 64/,
    ),
    refused('no thread', backend('--threads', '0'), 2, /wants a whole number from 1 to 64/),
    refused(
      'a power that there is not',
      backend('--power', 'most'),
      2,
      /choices are high-performance, low-power/,
    ),
    refused(
      'a backend that there is not',
      backend('--backend', 'abacus'),
      2,
      /choices are auto, webgpu, tensorflow, wasm, cpu/,
    ),
    refused(
      'a backend that does not start',
      backend('--backend', 'webgpu'),
      2,
      /^no backend starts: webgpu: there is no adapter$/,
    ),
    refused('a model that is not there', model(at('none')), 3, /none: no such folder$/),
    refused(
      'a folder without a model',
      model(at('neither')),
      3,
      /neither: neither a run \(checkpoints\/\) nor a model folder/,
    ),
    refused('a run without a checkpoint', model(at('run')), 3, /run: no valid checkpoint$/),
    refused('a file as a model', model(at('file')), 3, /file: neither a run/),
    refused('a model.json that is cut off', model(at('no json')), 3, /model\.json: /),
    refused('weights that are cut off', model(at('short')), 3, /weights\.bin/),
    refused(
      'control characters in a name',
      model(at('a\u001b[31m\nb\u202e')),
      3,
      /a\\u001b\[31m b\\u202e: no such folder$/,
    ),
    refused(
      'a name that is no network',
      [predict('sknet51', ...cpu), ['architecture', '--model', 'sknet51', '--out', at('out')]],
      2,
      /^no model is called 'sknet51'\. Did you mean 'sknet50'\?/,
    ),
    refused('images that are not there', data(at('none')), 3, /none: no such folder$/),
    refused(
      'a folder without images',
      data(at('empty')),
      3,
      /empty: no image in this folder or below \(jpg, .*pnm\)$/,
    ),
    refused(
      'an output below a file',
      [
        ['fit', '--data', at('images'), '--out', at('file/below')],
        ['curves', '--run', at('run'), '--out', at('file/below')],
      ],
      2,
      /^--out .*below: .*file is a file, so nothing can lie below it$/,
    ),
    refused(
      'an empty output',
      [
        ['fit', '--data', at('images'), '--out', ''],
        ['curves', '--run', at('run'), '--out', ''],
      ],
      2,
      /'--out <folder>' argument '' is invalid\. wants a path\./,
    ),
  ])('$input', async ({ train, viz, code, message }) => {
    const [ofTrain, ofViz] = [await run('sk-train', train), await run('sk-viz', viz)];
    expect(ofTrain.stderr.at(-1)).toMatch(message);
    expect(ofViz.stderr.at(-1)).toBe(ofTrain.stderr.at(-1));
    expect([ofTrain.code, ofViz.code]).toEqual([code, code]);
    expect(backendLine(ofViz)).toBe(
      train[0] === 'fit' || viz[0] === 'architecture' ? undefined : backendLine(ofTrain),
    );
  });
});

describe('both commands compute alike', () => {
  const cores = Math.min(4, availableParallelism());

  it.each([
    {
      options: [],
      line: 'backend: wasm, the fastest that starts here; webgpu: there is no adapter; tensorflow: no binding is built yet',
      started: [cores],
    },
    { options: ['--backend', 'wasm'], line: 'backend: wasm, as asked', started: [cores] },
    { options: ['--backend', 'wasm', '--threads', '2'], line: 'backend: wasm, as asked', started: [2] },
    { options: ['--backend', 'cpu'], line: 'backend: cpu, as asked', started: [] },
    {
      options: ['--allow-software'],
      line: 'backend: wasm, the fastest that starts here; webgpu: there is no adapter; tensorflow: no binding is built yet',
      started: [cores],
    },
  ])('with $options', async ({ options, line, started }) => {
    const [train, viz] = backend(...options);
    for (const ran of [() => run('sk-train', train), () => run('sk-viz', viz)]) {
      threads.length = 0;
      const { code, stderr } = await ran();
      expect({ code, line: stderr[0] }).toEqual({ code: 0, line });
      expect(threads).toEqual(started);
    }
  });

  it('and say that options of another backend change nothing', async () => {
    const [train, viz] = backend('--backend', 'wasm', '--device', '0', '--power', 'low-power');
    for (const { code, stderr } of [await run('sk-train', train), await run('sk-viz', viz)]) {
      expect(code).toBe(0);
      expect(stderr.slice(1, 3)).toEqual([
        '--device changes nothing: tensorflow reads it, and wasm computes',
        '--power changes nothing: webgpu reads it, and wasm computes',
      ]);
    }
  });

  it('on one thread at most, and without a word, where nothing is computed', async () => {
    threads.length = 0;
    const commands = [
      await run('sk-train', ['models', 'sknet50']),
      await run('sk-train', ['export', at('model'), '--format', 'onnx', '--out', at('x.onnx')]),
      await run('sk-viz', ['architecture', '--model', at('model'), '--out', at('out')]),
    ];
    expect(commands.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      commands.map(() => ({ code: 0, stderr: [''] })),
    );
    expect(threads).toEqual([]);
    expect(tf.getBackend()).toBe('cpu');
  });
});

it('both commands read the same images', async () => {
  const wanted = [...images, ...moreImages, ...oddImages].sort();
  const { paths } = await listClassFolders(at('images'));
  expect(paths).toEqual(wanted.map((name) => at('images', name)));
  const [train, viz] = data(at('images'));
  const evaluated = await run('sk-train', train);
  expect(evaluated).toMatchObject({ code: 0 });
  expect(evaluated.stdout).toMatch(new RegExp(`over ${wanted.length} images\\n`));
  const measured = await run('sk-viz', viz);
  expect(measured).toMatchObject({ code: 0 });
  const skipped = `${at('images')}: skipped 4 hidden or system files (.trash, __MACOSX, dog/._b.avif and 1 more), 2 files that are no images of a kind that is read (cat/notes.txt, readme.md), 1 broken link (dog/gone.jpg)`;
  expect(evaluated.stderr).toContain(skipped);
  expect(measured.stderr).toContain(skipped);
  const found = JSON.parse(readFileSync(at('out', 'attention.json'), 'utf8')) as Record<string, unknown>;
  // Images below a folder in a class folder have the class too.
  const accuracy = [1, 2].map((scale) => expect.objectContaining({ scale, images: wanted.length }));
  expect(found).toMatchObject({ images: wanted.length, skipped: [], accuracy });
});
