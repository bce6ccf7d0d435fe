/** A model.json whose model cannot be meant: refused in one line, before a layer gets memory, and in no time. */
import '@tensorflow/tfjs-backend-cpu';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadModel } from 'sk-io/node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'sk-topology-'));
afterAll(() => rmSync(root, { recursive: true }));
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

type Json = Record<string, unknown>;

const input = (shape: readonly (number | null)[] = [null, 4]): Json => ({
  ...{ class_name: 'InputLayer', name: 'x', inbound_nodes: [] },
  config: { name: 'x', batch_input_shape: shape, dtype: 'float32' },
});
const layer = (class_name: string, name: string, from: string, config: Json = {}): Json => ({
  ...{ class_name, name, config: { name, ...config } },
  inbound_nodes: [[[from, 0, 0, {}]]],
});
const model = (layers: readonly Json[], output: string, name = 'model'): Json => ({
  class_name: 'Model',
  config: { name, layers, input_layers: [['x', 0, 0]], output_layers: [[output, 0, 0]] },
});
const dense = (name: string, from: string, units = 4): Json =>
  layer('Dense', name, from, { units, use_bias: false });

/** A model that calls another of its kind twice, and so on: 2^depth layers. */
function doubled(depth: number): Json {
  if (depth === 0) return model([input(), dense('y', 'x')], 'y', 'inner0');
  const inner = { ...doubled(depth - 1), name: `inner${depth - 1}` };
  const calls = [[['x', 0, 0, {}]], [[`inner${depth - 1}`, 1, 0, {}]]];
  const { config } = model(
    [input(), { ...inner, inbound_nodes: calls }],
    `inner${depth - 1}`,
    `inner${depth}`,
  );
  return {
    class_name: 'Model',
    config: { ...(config as Json), output_layers: [[`inner${depth - 1}`, 2, 0]] },
  };
}

function wrapped(depth: number): Json {
  const inner = depth === 0 ? { class_name: 'LSTM', config: { name: 'l', units: 1 } } : wrapped(depth - 1);
  return { class_name: 'Bidirectional', config: { name: `b${depth}`, layer: inner } };
}

const chain = (length: number): readonly Json[] =>
  Array.from({ length }, (_, i) => dense(`d${i}`, i === 0 ? 'x' : `d${i - 1}`));

const cases: readonly (readonly [string, Json, RegExp])[] = [
  [
    'a cycle',
    model([input(), dense('a', 'b'), dense('b', 'a')], 'b'),
    /model 'model' has a cycle through layer '[ab]'$/,
  ],
  ['a layer that reads itself', model([input(), dense('a', 'a')], 'a'), /has a cycle through layer 'a'$/],
  [
    'two layers of one name',
    model([input(), dense('a', 'x'), dense('a', 'x')], 'a'),
    /model 'model' has two layers called 'a'$/,
  ],
  [
    'a layer that reads nothing that is there',
    model([input(), dense('a', 'b')], 'a'),
    /layer 'a' of model 'model' reads an output that no layer makes: \["b",0,0,\{\}\]$/,
  ],
  [
    'a call of nothing, for which TensorFlow.js waits for ever',
    model([input(), { ...dense('a', 'x'), inbound_nodes: [[]] }], 'a'),
    /layer 'a': a call wants a list of what it reads$/,
  ],
  [
    'a layer of two names',
    model([input(), { ...dense('a', 'x'), name: 'b' }], 'b'),
    /its config wants the same name$/,
  ],
  [
    'an output that is not there',
    model([input()], 'y'),
    /an output of model 'model' reads an output that no/,
  ],
  [
    'a layer called __proto__',
    model([input(), dense('__proto__', 'x')], 'x'),
    /wants a name, got "__proto__"$/,
  ],
  [
    '10,001 layers',
    model([input(), ...chain(10_000)], 'd9999'),
    /has more than 10000 layers \(limits\.layers raises it\)$/,
  ],
  [
    'models in models, 2^20 layers',
    doubled(20),
    /nested models call \d+ layers, wants at most 100000 \(limits\.calls raises it\)$/,
  ],
  [
    'wrappers in wrappers',
    model([input([null, 3, 4]), { ...wrapped(8), name: 'b8', inbound_nodes: [[['x', 0, 0, {}]]] }], 'b8'),
    /wraps layers deeper than 4 levels$/,
  ],
  [
    'a layer of 16 GB',
    model([input(), dense('a', 'x', 1e9)], 'a'),
    /its layers want more than \d+ bytes of weights, at a\/kernel \[4,1000000000\]$/,
  ],
  [
    'many layers that are too large together',
    model([input(), ...chain(9_999).map((one, i) => (i % 2 === 0 ? dense(`d${i}`, 'x', 1e6) : one))], 'd0'),
    /its layers want more than \d+ bytes of weights/,
  ],
  [
    'a state of 4 GB',
    model([input([1e9, 1, 1]), layer('LSTM', 'a', 'x', { units: 1, stateful: true })], 'a'),
    /LSTM 'a' keeps a state of more than 16777216 values$/,
  ],
  ['a layer that nobody knows', model([input(), layer('Foo', 'a', 'x')], 'a'), /Unknown layer: Foo/],
  ['an optimizer for a layer', model([input(), layer('SGDOptimizer', 'a', 'x')], 'a'), /describes no model/],
  [
    'a class of its own for a model',
    { class_name: 'Foo', config: {} },
    /wants the class Model or Sequential, got "Foo"$/,
  ],
  ['code in place of a class', { class_name: { a: 1 }, config: {} }, /wants the class Model or Sequential/],
  ['a list of layers that is none', model({ length: 1e9 } as unknown as Json[], 'y'), /describes no model/],
];

async function expectError(json: Json, message: RegExp): Promise<void> {
  const folder = join(root, 'model');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'model.json'), JSON.stringify(json));
  writeFileSync(join(folder, 'weights.bin'), Buffer.alloc(8));
  const error = await loadModel(folder).then(
    () => undefined,
    (reason: Error) => reason,
  );
  expect(error?.message).toMatch(message);
  expect(error?.name).toBe('ModelFileError');
  expect(error?.message).not.toContain('\n');
}

const weights = [{ name: 'a', shape: [2], dtype: 'float32' }];

it.each(cases)('%s', async (_, modelTopology, message) => {
  await expectError({ modelTopology, weightsManifest: [{ paths: ['weights.bin'], weights }] }, message);
});

it.each([
  'https://example.com/weights.bin',
  'file:///etc/passwd',
  '/etc/passwd',
  '..\\weights.bin',
  '..',
  'a/b',
])('weights at %s', async (path) => {
  await expectError(
    { modelTopology: model([input()], 'x'), weightsManifest: [{ paths: [path], weights }] },
    /weightsManifest: paths wants names of files in the same folder, got "/,
  );
});
