/** Files whose work, and not their size, would be too much. */
import '@tensorflow/tfjs-backend-cpu';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { ModelFileError } from 'sk-io';
import { loadKeras, loadModel, openWeights } from 'sk-io/node';
import { createModel, modelMetadata, withMetadata } from 'sk-models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  backwardChain,
  callsInTurns,
  emptyFields,
  emptyLists,
  overlappingHeaps,
  sharedLayer,
  wideSum,
} from './support/bombs.js';

const work = mkdtempSync(join(tmpdir(), 'sk-bombs-'));
afterAll(() => rmSync(work, { recursive: true }));
beforeAll(() => tf.setBackend('cpu'));

function write(name: string, content: string | Buffer): string {
  const path = join(work, name);
  writeFileSync(path, content);
  return path;
}

function writeModel(name: string, json: string): string {
  mkdirSync(join(work, name));
  write(join(name, 'model.json'), json);
  return join(work, name);
}

async function refusal(load: Promise<unknown>): Promise<string> {
  const error = await load.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(ModelFileError);
  return (error as Error).message;
}

describe('is refused:', () => {
  it('HDF5 whose collections of strings overlap', async () => {
    const path = write('heaps.h5', overlappingHeaps(200_000));
    expect(await refusal(loadKeras(path))).toContain('do not lie one behind the other');
  });

  it('what is no HDF5, before it is looked through', async () => {
    const path = write('none.h5', overlappingHeaps(1000).subarray(16));
    expect(await refusal(loadKeras(path))).toBe(`${path}: is no HDF5 file`);
  });

  it('a Caffe model of more fields than a network has', async () => {
    const path = write('fields.caffemodel', emptyFields(2_000_001));
    expect(await refusal(openWeights(path))).toContain(
      'has more than 2000000 fields (limits.fields raises it)',
    );
  });

  it('JSON of more values than a model has', async () => {
    const folder = writeModel('lists', emptyLists(1_000_001));
    expect(await refusal(loadModel(folder))).toContain(
      'holds more than 1000000 values (limits.values raises it)',
    );
  });

  it('a layer that reads more outputs than any', async () => {
    const folder = writeModel('sum', wideSum(1025));
    expect(await refusal(loadModel(folder))).toContain(
      "layer 's': reads 1025 outputs at once, wants at most 1024 (limits.reads raises it)",
    );
  });

  it('an input of more pixels than a model has', () => {
    const model = createModel('sknet_slim', { inputShape: [8, 8, 3], numClasses: 2, seed: 1 });
    const { preprocessing } = modelMetadata(model);
    if (preprocessing === undefined) throw new Error('wants a preprocessing');
    withMetadata(model, { preprocessing: { ...preprocessing, size: [4096, 4096] } });
    expect(modelMetadata(model).preprocessing?.size).toEqual([4096, 4096]);
    withMetadata(model, { preprocessing: { ...preprocessing, size: [4096, 4097] } });
    expect(() => modelMetadata(model)).toThrow('in pixels, at most 16777216 together, got [4096,4097]');
    model.dispose();
  });

  it('layers that call each other in turns beside thousands of others', async () => {
    const folder = writeModel('turns', callsInTurns(4000, 6000));
    expect(await refusal(loadModel(folder))).toContain('takes 4000 passes over them');
  });
});

describe('is loaded:', () => {
  it('a chain that is listed backwards', async () => {
    const model = await loadModel(writeModel('chain', backwardChain(3000)));
    expect(model.layers.map(({ name }) => name)).toEqual([
      'i',
      ...Array.from({ length: 3000 }, (_, k) => `a${k}`),
    ]);
    model.dispose();
  });

  it('layers that call each other in turns', async () => {
    const model = await loadModel(writeModel('few turns', callsInTurns(20, 3)));
    const y = tf.tidy(() => (model.predict(tf.tensor2d([[-1, 0, 1, 2]])) as tf.Tensor).dataSync());
    expect([...y]).toEqual([0, 0, 1, 2]);
    model.dispose();
  });

  it('two paths through one layer, as the file has them', async () => {
    const model = await loadModel(writeModel('shared', sharedLayer()));
    const calls = model.layers.find(({ name }) => name === 'S')?.inboundNodes ?? [];
    expect(calls.map(({ inboundLayers }) => inboundLayers.map(({ name }) => name))).toEqual([['B'], ['A']]);
    model.dispose();
  });

  it('a sum of a thousand', async () => {
    const model = await loadModel(writeModel('sum of 1000', wideSum(1000)));
    const y = tf.tidy(() => (model.predict(tf.ones([1, 4])) as tf.Tensor).dataSync());
    expect([...y]).toEqual([1000, 1000, 1000, 1000]);
    model.dispose();
  });
});

describe('limits raise what a file may ask for, and lower it:', () => {
  it.each([
    [
      'values',
      () => loadModel(writeModel('values', emptyLists(1001)), { limits: { values: 1000 } }),
      'holds more than 1000 values',
    ],
    [
      'fields',
      () => openWeights(write('few.caffemodel', emptyFields(101)), { limits: { fields: 100 } }),
      'more than 100 fields',
    ],
    ['reads', () => loadModel(writeModel('reads', wideSum(3)), { limits: { reads: 2 } }), 'wants at most 2'],
    [
      'layers',
      () => loadModel(writeModel('layers', backwardChain(9)), { limits: { layers: 9 } }),
      'more than 9 layers',
    ],
    [
      'visits',
      () => loadModel(writeModel('visits', callsInTurns(20, 3)), { limits: { visits: 99 } }),
      'wants at most 99 visits of a layer',
    ],
  ] as const)('%s', async (name, load, message) => {
    const said = await refusal(load());
    expect(said).toContain(message);
    expect(said).toContain(`(limits.${name} raises it)`);
  });

  it('a sum that is wider than usual is loaded, and a Caffe model of more fields is read further', async () => {
    const model = await loadModel(writeModel('sum of 1025', wideSum(1025)), { limits: { reads: 1025 } });
    expect(model.layers).toHaveLength(2);
    model.dispose();
    const path = write('more fields.caffemodel', emptyFields(2_000_001));
    const source = await openWeights(path, { limits: { fields: 3_000_000 } });
    expect(source.tensors.size).toBe(1);
    await source.close();
  });

  it.each([
    [{ value: 1 }, "loadModel: limits has no 'value' (did you mean 'values'?)"],
    [{ values: 0 }, 'loadModel: limits.values wants a whole number from 1, got 0'],
    [{ values: 1.5 }, 'got 1.5'],
  ])('%j is refused', async (limits, message) => {
    await expect(loadModel('none', { limits: limits as object })).rejects.toThrow(message);
  });
});
