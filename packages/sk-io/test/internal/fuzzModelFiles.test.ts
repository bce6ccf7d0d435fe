/** Real files of models with bytes and values changed: each is loaded, or refused in one line, within bounds. */
import '@tensorflow/tfjs-backend-cpu';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { createModel } from 'sk-models';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ModelFileError } from '../../src/modelFileError.js';
import { readHdf5 } from '../../src/node/keras/openHdf5.js';
import { loadKeras } from '../../src/node/models/loadKeras.js';
import { loadModel } from '../../src/node/models/loadModel.js';
import { saveModel } from '../../src/node/models/saveModel.js';
import { openCaffemodel } from '../../src/node/weights/openCaffemodel.js';
import type { WeightSource } from '../../src/weights/weightSource.js';
import { caffemodel } from '../support/caffeTools.js';

const data = fileURLToPath(new URL('../data/keras/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sk-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** What the HDF5 library would print of what it refuses. */
const printed = vi.spyOn(console, 'error');
afterAll(() => expect(printed).not.toHaveBeenCalled());

/** One case in eight runs, with SK_TEST_FULL=1 one in four; `npm run fuzz` reads more than all of them. */
const share = process.env['SK_TEST_FULL'] === '1' ? 1 / 4 : 1 / 8;

/**
 * Runs `load` on damaged values; what it gives back is closed or disposed of.
 *
 * @returns How many of the cases are loaded and how many refused, as the share of them that ran says.
 */
async function survives<T>(
  cases: number,
  damaged: fc.Arbitrary<T>,
  load: (value: T) => Promise<LayersModel | WeightSource>,
): Promise<{ loaded: number; refused: number }> {
  const count = { loaded: 0, refused: 0 };
  const before = tf.memory().numTensors;
  const runs = Math.ceil(cases * share);
  await fc.assert(
    fc.asyncProperty(damaged, async (value) => {
      try {
        const result = await load(value);
        if ('close' in result) await result.close();
        else result.dispose();
        count.loaded += 1;
      } catch (error) {
        const { name, message } = error as Error;
        if (!(error instanceof ModelFileError) || message.includes('\n') || message.length > 2000) {
          throw new Error(`${name}: ${message}`, { cause: error });
        }
        count.refused += 1;
      }
      if (tf.memory().numTensors !== before) throw new Error('tensors are left behind');
    }),
    { numRuns: runs, seed: 20_190_315, endOnFailure: true },
  );
  expect(count.loaded + count.refused).toBe(runs);
  const scale = cases / runs;
  return { loaded: count.loaded * scale, refused: count.refused * scale };
}

/** Bits turned, bytes set, stretches copied or cut, more of them near the beginning, where headers are. */
function damagedBytes(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const place = fc.noBias(fc.nat(2 ** 30 - 1)).map((x) => x / 2 ** 30);
  const change = fc.record({
    at: fc.oneof(
      place,
      place.map((x) => x ** 4),
    ),
    from: place,
    kind: fc.constantFrom('bit', 'byte', 'zero', 'full', 'copy', 'cut'),
    value: fc.nat(255),
  });
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([sample, changes]) => {
      let bytes = new Uint8Array(sample);
      for (const { at, from, kind, value } of changes) {
        const i = Math.floor(at * bytes.length);
        if (kind === 'bit') bytes[i] = (bytes[i] as number) ^ (1 << (value % 8));
        else if (kind === 'byte') bytes[i] = value;
        else if (kind === 'zero') bytes.fill(0, i, i + 8);
        else if (kind === 'full') bytes.fill(0xff, i, i + (value % 8) + 1);
        else if (kind === 'copy')
          bytes.copyWithin(i, Math.floor(from * bytes.length), Math.floor(from * bytes.length) + value);
        else if (value < 64) bytes = bytes.slice(0, i);
      }
      return bytes;
    });
}

/** Values of a JSON tree exchanged for others, taken away, or for what is elsewhere in it. */
function damagedJson(samples: readonly string[]): fc.Arbitrary<string> {
  const hostile = fc.constantFrom<unknown>(
    ...[
      null,
      true,
      -1,
      0,
      0.5,
      1e9,
      2 ** 53,
      '',
      '__proto__',
      'constructor',
      '../x',
      'Lambda',
      'Sequential',
      'LSTM',
    ],
    ...[[], {}, [[]], [null, 1e9], [[['a', 0, 0]]], { class_name: 'Dense', config: {} }, 'x'.repeat(1000)],
  );
  const change = fc.record({
    at: fc.noBias(fc.nat()),
    from: fc.noBias(fc.nat()),
    kind: fc.constantFrom('set', 'drop', 'move', 'twice'),
    hostile,
  });
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([text, changes]) => {
      const tree = JSON.parse(text) as object;
      for (const { at, from, kind, hostile: value } of changes) {
        const places = placesIn(tree);
        const [parent, key] = places[at % places.length] as Place;
        const [other, otherKey] = places[from % places.length] as Place;
        if (kind === 'set') parent[key] = value;
        else if (kind === 'drop') delete parent[key];
        else if (kind === 'twice' && Array.isArray(parent))
          parent.push(structuredClone(parent[key as never]));
        else parent[key] = structuredClone(other[otherKey]);
      }
      return JSON.stringify(tree);
    });
}

type Place = readonly [parent: Record<string, unknown>, key: string];

function placesIn(tree: object): readonly Place[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const here: Place = [tree as Record<string, unknown>, key];
    return typeof value === 'object' && value !== null ? [here, ...placesIn(value as object)] : [here];
  });
}

const sample = (name: string): Uint8Array => readFileSync(join(data, name));
const write = (name: string, content: Uint8Array | string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

it('HDF5 files, every tensor of them read', async () => {
  const names = [
    'residual2.h5',
    'residual3.weights.h5',
    'types.h5',
    'soft-link.h5',
    'shape-bomb.h5',
    'virtual.h5',
  ];
  const { loaded, refused } = await survives(2000, damagedBytes(names.map(sample)), async (bytes) => {
    const file = await readHdf5(bytes, 'weights.h5');
    try {
      file.strings('/', 'model_config');
      file.strings('model_weights', 'layer_names');
      for (const { name, unreadable } of file.tensors.values())
        if (unreadable === undefined) await file.read(name);
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
    return file;
  });
  expect(loaded).toBeGreaterThan(300);
  expect(refused).toBeGreaterThan(300);
});

it('.h5 models', async () => {
  const { loaded, refused } = await survives(800, damagedBytes([sample('residual2.h5')]), (bytes) =>
    loadKeras(write('model.h5', bytes)),
  );
  expect(loaded).toBeGreaterThan(50);
  expect(refused).toBeGreaterThan(200);
});

it('.keras files', async () => {
  const samples = [sample('sequence2.keras'), sample('sequence3.keras')];
  const { refused } = await survives(1500, damagedBytes(samples), (bytes) =>
    loadKeras(write('model.keras', bytes)),
  );
  expect(refused).toBeGreaterThan(500);
});

it('descriptions by Keras', async () => {
  const samples = ['residual2.json', 'residual3.json'].map((name) => readFileSync(join(data, name), 'utf8'));
  const { loaded, refused } = await survives(1200, damagedJson(samples), (text) =>
    loadKeras(write('description.json', text), { maxBytes: 2 ** 26 }),
  );
  expect(loaded).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(500);
});

it('folders of a model', async () => {
  const home = join(folder, 'model');
  const model = createModel('sknet_digits', { inputShape: [16, 16, 1], widthMultiplier: 0.25 });
  await saveModel(model, home);
  model.dispose();
  const text = readFileSync(join(home, 'model.json'), 'utf8');
  const { loaded, refused } = await survives(1000, damagedJson([text]), async (json) => {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'model.json'), json);
    return await loadModel(home);
  });
  expect(loaded).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(500);
});

it('caffemodels', async () => {
  const values = Array.from({ length: 36 }, (_, i) => i);
  const good = caffemodel([
    { name: 'conv', type: 'Convolution', blobs: [{ shape: [2, 2, 3, 3], values }] },
    {
      name: 'conv/bn',
      type: 'CuDNNBatchNorm',
      blobs: [1, 2, 3, 4].map((v) => ({ shape: [1, 2, 1, 1], values: [v, v] })),
    },
    { name: 'fc', type: 'InnerProduct', blobs: [{ shape: [3, 12], values, form: 'double' }] },
  ]);
  const { loaded, refused } = await survives(2000, damagedBytes([good]), async (bytes) => {
    const source = await openCaffemodel(write('net.caffemodel', bytes));
    for (const name of source.tensors.keys()) await source.read(name);
    return source;
  });
  expect(loaded).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(500);
});

it('all of it in less than 1 GB', () => {
  expect(process.resourceUsage().maxRSS * 1024).toBeLessThan(1e9);
});
