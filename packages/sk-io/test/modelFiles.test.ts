import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { modelFromFiles, modelToFiles } from 'sk-io';
import { createModel, modelMetadata } from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);
let files: ReadonlyMap<string, Uint8Array>;
const changed = (...entries: [string, Uint8Array | undefined][]): ReadonlyMap<string, Uint8Array> => {
  const copy = new Map(files);
  for (const [name, content] of entries)
    if (content === undefined) copy.delete(name);
    else copy.set(name, content);
  return copy;
};

beforeAll(async () => {
  await tf.setBackend('cpu');
  const model = createModel('sknet_digits', { seed: 4, inputShape: [16, 16, 1] });
  files = await modelToFiles(model);
  model.dispose();
});

describe('modelToFiles and modelFromFiles', () => {
  it('give back the same model, metadata included, and leave no tensor', async () => {
    const before = tf.memory().numTensors;
    const model = createModel('sknet_digits', { seed: 4, inputShape: [16, 16, 1] });
    const copy = modelFromFiles(await modelToFiles(model));
    const input = tf.randomNormal([2, 16, 16, 1], 0, 1, 'float32', 7);
    const [wanted, got] = [model, copy].map((each) => each.predict(input) as tf.Tensor) as [
      tf.Tensor,
      tf.Tensor,
    ];
    expect([...got.dataSync()]).toEqual([...wanted.dataSync()]);
    expect(modelMetadata(copy)).toEqual(modelMetadata(model));
    tf.dispose([input, wanted, got]);
    for (const each of [model, copy]) each.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('weights may lie in several files, and other files beside them', () => {
    const json = JSON.parse(text(files.get('model.json')!)) as { weightsManifest: { paths: string[] }[] };
    json.weightsManifest[0]!.paths = ['a.bin', 'b.bin'];
    const weights = files.get('weights.bin')!;
    const model = modelFromFiles(
      changed(
        ['model.json', bytes(JSON.stringify(json))],
        ['weights.bin', undefined],
        ['a.bin', weights.subarray(0, 1001)],
        ['b.bin', weights.subarray(1001)],
        ['notes.txt', bytes('hello')],
      ),
    );
    expect(model.countParams()).toBeGreaterThan(1000);
    model.dispose();
  });

  it.each([
    ['no model.json', () => changed(['model.json', undefined]), /model\.json: is missing.*weights\.bin/],
    ['nothing at all', () => new Map<string, Uint8Array>(), /model\.json: is missing.*no file/],
    ['no weights', () => changed(['weights.bin', undefined]), /weights\.bin: is missing/],
    [
      'short weights',
      () => changed(['weights.bin', files.get('weights.bin')!.subarray(4)]),
      /weights\.bin: has \d+ bytes, and the weights in model\.json take \d+/,
    ],
    ['text that is not JSON', () => changed(['model.json', bytes('{"a"')]), /model\.json: is not JSON/],
    ['another JSON', () => changed(['model.json', bytes('[1]')]), /model\.json: has no modelTopology/],
    [
      'a folder that leads out',
      () =>
        changed(['model.json', bytes(text(files.get('model.json')!).replace('weights.bin', '../weights'))]),
      /names of files in the same folder/,
    ],
  ] as const)('%s: one line that says so, and no tensor is left', (_, make, message) => {
    const before = tf.memory().numTensors;
    expect(() => modelFromFiles(make())).toThrow(message);
    expect(() => modelFromFiles(make())).toThrow(expect.objectContaining({ name: 'ModelFileError' }));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('weights beyond the given bound are refused before memory is taken', () => {
    expect(() => modelFromFiles(files, { maxBytes: 100 })).toThrow(/wants at most 100/);
  });
});
