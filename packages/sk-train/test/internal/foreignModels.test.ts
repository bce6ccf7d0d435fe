/** Models that do not say what images are to them, and models whose weights are no numbers: predict, eval, export, import. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import sharp from 'sharp';
import { loadModel, saveModel } from 'sk-io/node';
import { createModel, modelMetadata } from 'sk-models';
import { describe, expect, it, vi } from 'vitest';
import { writeImageFolder } from '../imageFiles.js';
import { runInProcess as run } from './support/runInProcess.js';
import { testFolder } from './support/testFolder.js';

const at = testFolder();

/** Answers with what it reads: the mean of red, green and blue, as logits of three classes. */
function mirror(): LayersModel {
  return sequential({ layers: [layers.globalAveragePooling2d({ inputShape: [8, 8, 3] })] });
}

async function save(model: LayersModel, place: string): Promise<string> {
  await saveModel(model, at(place));
  model.dispose();
  return at(place);
}

async function picture(): Promise<string> {
  const background = { r: 255, g: 51, b: 0 };
  await sharp({ create: { width: 8, height: 8, channels: 3, background } })
    .png()
    .toFile(at('red.png'));
  return at('red.png');
}

const softmax = (logits: readonly number[]): readonly number[] => {
  const powers = logits.map(Math.exp);
  return powers.map((power) => power / powers.reduce((a, b) => a + b, 0));
};

function expectClose(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(found[i]).toBeCloseTo(value, 5);
}

const predict = (model: string, image: string, ...more: string[]): ReturnType<typeof run> =>
  run('predict', '--model', model, '--backend', 'cpu', ...more, image);

/** Probabilities of red, green and blue. */
async function answers(model: string, ...more: string[]): Promise<readonly number[]> {
  const { code, stdout, stderr } = await predict(model, await picture(), '--json', ...more);
  expect({ code, stderr: stderr.includes('sk-train:') }).toEqual({ code: 0, stderr: false });
  const [{ predictions }] = JSON.parse(stdout) as [{ predictions: { index: number; probability: number }[] }];
  return [...predictions].sort((a, b) => a.index - b.index).map(({ probability }) => probability);
}

it('predict frees its model where a run of it throws', async () => {
  const dense = layers.dense({ units: 3 });
  const flat = layers.flatten({ inputShape: [8, 8, 3] });
  const model = await save(sequential({ layers: [flat, dense] }), 'model');
  const image = await picture();
  const { numTensors } = tf.memory();
  const call = vi.spyOn(dense.constructor.prototype as { call: () => tf.Tensor }, 'call');
  call.mockImplementation(() => {
    throw new Error('the device is gone');
  });
  try {
    const { code, stderr } = await predict(model, image, '--preprocessing', 'unit');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('the device is gone') });
  } finally {
    call.mockRestore();
  }
  expect(tf.memory().numTensors).toBe(numTensors);
});

describe('a model that does not say how images become its input', () => {
  it('is refused by predict and eval, which name the options', async () => {
    const model = await save(mirror(), 'model');
    const images = await writeImageFolder(at('data'), { train: 1, test: 1 });
    for (const said of [
      await predict(model, await picture()),
      await run('eval', '--run', model, '--data', images, '--backend', 'cpu', '--workers', '0'),
    ]) {
      expect(said).toMatchObject({ code: 2, stdout: '' });
      expect(said.stderr).toMatch(
        /sk-train: .+: the model does not say how images become its input \(preprocessing\): say it with --preprocessing imagenet\|tf\|unit\|none\|file\.json \(tf is right for most networks of Keras\), and with --labels what its classes are called\n$/,
      );
    }
  });

  it.each<readonly [choice: string, input: readonly number[]]>([
    ['unit', [1, 0.2, 0]],
    ['tf', [1, -0.6, -1]],
    ['imagenet', [(1 - 0.485) / 0.229, (0.2 - 0.456) / 0.224, -0.406 / 0.225]],
  ])('is told it by predict --preprocessing %s', async (choice, input) => {
    const found = await answers(await save(mirror(), 'model'), '--preprocessing', choice);
    expectClose(found, softmax(input));
  });

  it('is told it by predict with none, where pixels stay from 0 to 255', async () => {
    const found = await answers(await save(mirror(), 'model'), '--preprocessing', 'none');
    expect(found.map((value) => Math.round(value * 1e6))).toEqual([1e6, 0, 0]);
  });

  it('is told it by predict with a file, and what the classes are called', async () => {
    const model = await save(mirror(), 'model');
    writeFileSync(at('p.json'), JSON.stringify({ mean: [0.5, 0.2, 0], std: [0.5, 1, 1] }));
    const found = await answers(model, '--preprocessing', at('p.json'));
    expectClose(found, softmax([1, 0, 0]));
    writeFileSync(at('labels.json'), JSON.stringify(['red', 'green', 'blue']));
    const said = await predict(
      model,
      await picture(),
      '--preprocessing',
      'unit',
      '--labels',
      at('labels.json'),
    );
    expect(said.code).toBe(0);
    expect(said.stdout.match(/red|green|blue/g)).toEqual(['red', 'red', 'green', 'blue']);
    const few = await predict(model, await picture(), '--preprocessing', 'unit', '--labels', at('p.json'));
    expect(few).toMatchObject({ code: 3, stdout: '' });
  });

  it('is tested by eval that is told', async () => {
    const model = await save(mirror(), 'model');
    // Classes are blue, green and red, of which each is brighter in its own channel.
    const data = await writeImageFolder(at('data'), { train: 1, test: 2 });
    writeFileSync(at('labels.txt'), 'red\ngreen\nblue\n');
    const said = await run(
      ...['eval', '--run', model, '--data', data, '--backend', 'cpu', '--workers', '0', '--json'],
      ...['--preprocessing', 'tf', '--labels', at('labels.txt')],
    );
    expect(said.code).toBe(0);
    expect(JSON.parse(said.stdout)).toMatchObject({ top1: 1, images: 6 });
  });

  it('reads images of any size in the size of the file', async () => {
    const any = sequential({ layers: [layers.globalAveragePooling2d({ inputShape: [null, null, 3] })] });
    const model = await save(any, 'model');
    const unknown = await predict(model, await picture(), '--preprocessing', 'unit');
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toContain('reads images of any size, and its preprocessing wants one: say size');
    writeFileSync(at('p.json'), JSON.stringify({ mean: [0], std: [1], size: [4, 4] }));
    const found = await answers(model, '--preprocessing', at('p.json'));
    expectClose(found, softmax([1, 0.2, 0]));
    expect((await run('import', model, '--out', at('sized'), '--preprocessing', at('p.json'))).code).toBe(0);
    expect((await answers(at('sized'))).map((value) => value.toFixed(5))).toEqual(
      found.map((value) => value.toFixed(5)),
    );
  });

  it('keeps what import was told', async () => {
    const model = await save(mirror(), 'model');
    writeFileSync(at('labels.txt'), 'red\ngreen\nblue\n');
    const args = ['--preprocessing', 'tf', '--labels', at('labels.txt')];
    expect((await run('import', model, '--out', at('imported'), ...args)).code).toBe(0);
    const said = await predict(at('imported'), await picture());
    const [first = 0] = softmax([1, -0.6, -1]);
    expect(said.stdout).toContain(`${(first * 100).toFixed(2)} %  red\n`);
  });

  it('is told it by the metadata.json of Teachable Machine', async () => {
    const model = await save(mirror(), 'model');
    const metadata = {
      packageName: '@teachablemachine/image',
      labels: ['red', 'green', 'blue'],
      imageSize: 8,
    };
    writeFileSync(join(model, 'metadata.json'), JSON.stringify(metadata));
    const wanted = softmax([255 / 127 - 1, 51 / 127 - 1, -1]);
    expectClose(await answers(model), wanted);
    expect((await run('import', model, '--out', at('imported'))).code).toBe(0);
    expectClose(await answers(at('imported')), wanted);
    const imported = await loadModel(at('imported'));
    expect(modelMetadata(imported).classNames).toEqual(metadata.labels);
    imported.dispose();
    expect((await predict(model, await picture())).stdout).toMatch(/% {2}red\n/);
  });
});

describe('a model with a weight that is not finite', () => {
  async function broken(value: number): Promise<{ readonly path: string; readonly weight: string }> {
    const model = createModel('sknet_slim', {
      numClasses: 3,
      inputShape: [8, 8, 3],
      widthMultiplier: 0.25,
      seed: 1,
    });
    const weight = model.getLayer('classifier').weights[0] ?? expect.fail();
    tf.tidy(() => void weight.write(tf.fill(weight.shape as number[], value)));
    const { originalName } = weight;
    return { path: await save(model, 'broken'), weight: originalName };
  }

  it.each([Number.NaN, Infinity])('(%d) is refused by import, predict, eval and export', async (value) => {
    const { path, weight } = await broken(value);
    const data = await writeImageFolder(at('data'), { train: 1, test: 1 });
    const image = await picture();
    const backend = ['--backend', 'cpu'];
    for (const args of [
      ['import', path, '--out', at('out')],
      ['predict', '--model', path, ...backend, image],
      ['predict', '--model', path, ...backend, '--json', image],
      ['eval', '--run', path, '--data', data, ...backend, '--workers', '0'],
      ['export', path, '--format', 'onnx', '--out', at('out')],
    ]) {
      const said = await run(...args);
      expect(said).toMatchObject({ code: 3, stdout: '' });
      expect(said.stderr).toMatch(
        new RegExp(`sk-train: \\S+: ${weight} holds ${value}, .*--allow-non-finite.*\\n$`),
      );
    }
    expect(existsSync(at('out'))).toBe(false);
  });

  it('is taken with --allow-non-finite, and no answer is printed that is no number', async () => {
    const { path } = await broken(Number.NaN);
    const data = await writeImageFolder(at('data'), { train: 1, test: 1 });
    const image = await picture();
    const allowed = '--allow-non-finite';
    expect((await run('import', path, '--out', at('imported'), allowed)).code).toBe(0);
    expect((await run('export', path, '--format', 'onnx', '--out', at('x.onnx'), allowed)).code).toBe(0);
    const plain = await predict(path, image, allowed);
    expect(plain).toMatchObject({ code: 3, stdout: '' });
    expect(plain.stderr).toMatch(
      /red\.png: topClasses: 'sknet_slim' answers NaN for class 0: its weights, or the image/,
    );
    const json = await predict(path, image, allowed, '--json');
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toEqual([{ path: image, error: expect.stringContaining('answers NaN') }]);
    const tested = await run(
      ...['eval', '--run', path, '--data', data, '--backend', 'cpu', '--workers', '0', allowed],
      ...['--labels', labels()],
    );
    expect(tested).toMatchObject({ code: 5, stdout: '' });
    expect(tested.stderr).toContain('the loss over 3 images is NaN: the figures would mean nothing');
  });

  const labels = (): string => {
    writeFileSync(at('labels.txt'), 'blue\ngreen\nred\n');
    return at('labels.txt');
  };
});
