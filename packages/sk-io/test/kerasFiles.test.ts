/** Files of Keras that somebody has tampered with: each gets one clear line, and nothing of it is run or left behind. */
import '@tensorflow/tfjs-backend-cpu';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { firstNonFiniteWeight } from 'sk-io';
import { loadKeras, openWeights } from 'sk-io/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Member, zip } from './support/zip.mjs';

const data = fileURLToPath(new URL('data/keras/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sk-keras-files-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await tf.setBackend('cpu');
});
let before: number;
beforeEach(() => {
  before = tf.memory().numTensors;
});
afterEach(() => {
  expect(tf.memory().numTensors).toBe(before);
});

async function expectError(promise: Promise<unknown>, message: RegExp): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (reason: Error) => reason,
  );
  expect(error?.message).toMatch(message);
  expect(error?.name).toBe('ModelFileError');
  expect(error?.message).not.toContain('\n');
}

describe('HDF5', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['soft-link', /soft-link\.h5: y: is a link$/],
    ['external-link', /external-link\.h5: x: is a link to another file$/],
    ['cycle', /cycle\.h5: a\/b\S*: is deeper than 32 groups$/],
    ['shape-bomb', /shape-bomb\.h5: x wants 4398046511104 bytes, which is too much \(of at most \d+\)$/],
  ];
  it.each(cases)('refuses a file with a %s', async (name, message) => {
    await expectError(openWeights(join(data, `${name}.h5`)), message);
  });

  it.each([
    ['virtual', /virtual\.h5: x: is virtual: its values are in other files$/],
    ['external-storage', /external-storage\.h5: is damaged: unable to open external raw data file$/],
  ])('reads nothing that is %s', async (name, message) => {
    const source = await openWeights(join(data, `${name}.h5`));
    await expectError(source.read('x'), message);
    await source.close();
  });

  it('reads halves, doubles, whole numbers, both orders of bytes and what is compressed', async () => {
    const source = await openWeights(join(data, 'types.h5'));
    for (const name of ['f2', 'f4', 'f8', '>f2', '>f4', 'i1', 'i4', 'u8']) {
      expect([...(await source.read(name))], name).toEqual([1, 2, 100]);
    }
    expect([...(await source.read('squeezed'))]).toEqual(Array.from({ length: 100 }, (_, i) => i));
    await expectError(source.read('lzf'), /types\.h5: is damaged: required filter 'lzf' is not registered$/);
    await expectError(source.read('text'), /types\.h5: text: HDF5 class 3 is not read as weights$/);
    await source.close();
  });

  it('reads no file that is cut', async () => {
    const path = join(folder, 'cut.h5');
    writeFileSync(path, readFileSync(join(data, 'residual3.h5')).subarray(0, 20_000));
    await expectError(loadKeras(path), /cut\.h5: is damaged: /);
  });

  it('says where the model of weights alone may be', async () => {
    await expectError(
      loadKeras(join(data, 'residual3.weights.h5')),
      /has weights and no model: save its model\.to_json\(\) to a file and load that, with this as weights$/,
    );
  });

  it('names the tensors that are missing and those of another shape', async () => {
    const path = join(folder, 'other.json');
    const json = JSON.parse(readFileSync(join(data, 'residual3.json'), 'utf8'));
    const configOf = (name: string): Record<string, unknown> =>
      json.config.layers.find((layer: { name: string }) => layer.name === name).config;
    configOf('probabilities')['units'] = 5;
    configOf('narrow')['use_bias'] = true;
    writeFileSync(path, JSON.stringify(json));
    await expectError(
      loadKeras(path, { weights: join(data, 'residual3.weights.h5') }),
      /does not fit the model: 1 missing: layers\/conv2d_1\/vars\/1; 2 misshapen: layers\/dense\/vars\/0 \[4,3\] for \[4,5\], layers\/dense\/vars\/1 \[3\] for \[5\]$/,
    );
  });
});

describe('.keras', () => {
  const config = readFileSync(join(data, 'residual3.json'));
  const weights = readFileSync(join(data, 'residual3.weights.h5'));
  const good: readonly Member[] = [
    { name: 'metadata.json', bytes: Buffer.from('{}') },
    { name: 'config.json', bytes: config, deflate: true },
    { name: 'model.weights.h5', bytes: weights, deflate: true },
  ];
  const [, first, second] = good as [Member, Member, Member];
  const bomb = Buffer.alloc(300 * 2 ** 20);

  it('is a zip of a description and weights', async () => {
    const path = join(folder, 'good.keras');
    writeFileSync(path, zip(good));
    (await loadKeras(path)).dispose();
  });

  const cases: readonly (readonly [string, () => Uint8Array, RegExp])[] = [
    ['no zip', () => Buffer.from('PK'), /is no \.keras file: /],
    ['that ends early', () => zip(good).subarray(0, -30), /is no \.keras file: /],
    ['with something behind it', () => zip(good, Buffer.alloc(10)), /is no \.keras file: /],
    [
      'with something before it',
      () => Buffer.concat([Buffer.from('#!/bin/sh\n'), zip(good)]),
      /is no \.keras file: |has something before its first member$/,
    ],
    ['without weights', () => zip([first]), /has no model\.weights\.h5 in it$/],
    ['with a member twice', () => zip([first, first, second]), /has "config\.json" twice$/],
    [
      'with a path that leads out',
      () => zip([...good, { name: '../evil', bytes: config }]),
      /is no \.keras file: invalid relative path: \.\.\/evil$/,
    ],
    [
      'with an absolute path',
      () => zip([...good, { name: '/etc/evil', bytes: config }]),
      /is no \.keras file: absolute path: \/etc\/evil$/,
    ],
    [
      'with a path that leads out on Windows',
      () => zip([...good, { name: '..\\evil', bytes: config }]),
      /is no \.keras file: invalid characters in fileName: \.\.\\evil$/,
    ],
    ['encrypted', () => zip([{ ...first, flags: 1 }, second]), /config\.json: is encrypted$/],
    [
      'with another checksum',
      () => zip([{ ...first, crc: 1 }, second]),
      /config\.json: is damaged: its checksum is another$/,
    ],
    [
      'that says it is shorter',
      () => zip([{ ...first, size: 10 }, second]),
      /is no \.keras file: too many bytes in the stream/,
    ],
    [
      'that says it is longer',
      () => zip([{ ...first, size: 1e6 }, second]),
      /is no \.keras file: not enough bytes in the stream/,
    ],
    [
      'whose members are longer than it',
      () => zip([{ ...first, packed: 1e6 }, second]),
      /has members of \d+ bytes together, in a file of \d+$/,
    ],
    [
      'that is a bomb',
      () => zip([first, { ...second, bytes: bomb }]),
      /model\.weights\.h5: takes 314572800 bytes, 4 times what it has in the file or more$/,
    ],
    [
      'with too large a description',
      () => zip([{ ...first, bytes: bomb }, second]),
      /config\.json: takes 314572800 bytes, wants at most 67108864$/,
    ],
    [
      'with sizes of 64 bits that are not there',
      () => zip([{ ...first, size: 0xffffffff }, second]),
      /config\.json: takes 4294967295 bytes, wants at most 67108864$/,
    ],
    [
      'with weights that are no HDF5',
      () => zip([first, { ...second, bytes: config }]),
      /model\.weights\.h5: is no HDF5 file$/,
    ],
    [
      'with no JSON',
      () => zip([{ ...first, bytes: Buffer.from('{') }, second]),
      /config\.json: is not JSON: /,
    ],
  ];
  it.each(cases)('%s', async (_, bytes, message) => {
    const path = join(folder, 'bad.keras');
    writeFileSync(path, bytes());
    await expectError(loadKeras(path), message);
  });
});

describe('a weight that is NaN', () => {
  /** Returns a file in which the last value of a weight is NaN. */
  async function withNaN(name: string, tensor: string): Promise<Buffer> {
    const source = await openWeights(join(data, name));
    const values = new Uint8Array((await source.read(tensor)).slice().buffer);
    await source.close();
    const file = readFileSync(join(data, name));
    const at = file.indexOf(values);
    expect(at).toBeGreaterThan(0);
    file.writeFloatLE(Number.NaN, at + values.length - 4);
    return file;
  }

  async function refusedUnlessAllowed(
    path: string,
    tensor: string,
    options: { readonly weights?: string } = {},
  ): Promise<void> {
    await expectError(
      loadKeras(path, options),
      new RegExp(`: ${tensor} holds NaN, which makes every answer meaningless: .*--allow-non-finite`),
    );
    const model = await loadKeras(path, { ...options, allowNonFinite: true });
    expect(await firstNonFiniteWeight(model)).toBe('probabilities/kernel');
    model.dispose();
  }

  it('in a model of Keras 2 is refused by its name, unless it is allowed', async () => {
    const path = join(folder, 'nan.h5');
    const tensor = 'model_weights/probabilities/probabilities/kernel:0';
    writeFileSync(path, await withNaN('residual2.h5', tensor));
    await refusedUnlessAllowed(path, tensor);
  });

  it('in .keras and in weights beside a description too', async () => {
    const tensor = 'layers/dense/vars/0';
    const weights = await withNaN('residual3.weights.h5', tensor);
    const [path, beside] = [join(folder, 'nan.keras'), join(folder, 'nan.weights.h5')];
    writeFileSync(beside, weights);
    writeFileSync(
      path,
      zip([
        { name: 'config.json', bytes: readFileSync(join(data, 'residual3.json')), deflate: true },
        { name: 'model.weights.h5', bytes: weights, deflate: true },
      ]),
    );
    await refusedUnlessAllowed(path, tensor);
    await refusedUnlessAllowed(join(data, 'residual3.json'), tensor, { weights: beside });
  });
});
