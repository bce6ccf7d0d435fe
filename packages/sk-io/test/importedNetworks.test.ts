/** Networks from every importer: each is folded, exported to ONNX, saved and loaded, and gives the same numbers throughout. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { start } from 'sk-backend-wasm/node';
import { loadWeights, readSafetensors } from 'sk-io';
import {
  createModel as createTrained,
  loadKeras,
  loadModel,
  openWeights,
  saveModel,
  saveWeights,
} from 'sk-io/node';
import { exportOnnx } from 'sk-io/onnx';
import { createModel, foldBatchNorm } from 'sk-models';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { expectSame, predict } from '../../sk-models/test/foldTools.js';
import { runOnnx } from './onnxTools.js';
import { type Blob, caffemodel, type Layer } from './support/caffeTools.js';
import { kerasNetwork } from './support/kerasNetwork.js';
import { temporaryFolder } from './support/temporaryFolder.js';

const data = fileURLToPath(new URL('data/keras/', import.meta.url));
let folder: string;
beforeAll(async () => {
  await start();
  expect(await tf.setBackend('wasm')).toBe(true);
});
beforeEach(async () => {
  folder = await temporaryFolder();
  const before = tf.memory().numTensors;
  return () => expect(tf.memory().numTensors).toBe(before);
});

const small = { inputShape: [32, 32, 3], numClasses: 4, widthMultiplier: 0.25, seed: 1 } as const;

/** Writes weights of a network under the names of an importer, and returns the path. */
async function weightsFile(network: string, file: string, names: 'sk' | 'timm'): Promise<string> {
  const model = createModel(network, { ...small, seed: 2 });
  const path = join(folder, file);
  await saveWeights(model, path, { names });
  model.dispose();
  return path;
}

async function teachableMachine(): Promise<LayersModel> {
  const features = sequential({
    layers: [
      layers.conv2d({ inputShape: [8, 8, 3], filters: 6, kernelSize: 3, strides: 2, useBias: false }),
      layers.batchNormalization(),
      layers.reLU({ maxValue: 6 }),
      layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', useBias: false }),
      layers.batchNormalization(),
      layers.globalAveragePooling2d({}),
    ],
  });
  const head = sequential({
    layers: [
      layers.dense({ inputShape: [6], units: 5, activation: 'relu' }),
      layers.dense({ units: 2, activation: 'softmax', useBias: false }),
    ],
  });
  const model = sequential({ layers: [features, head] });
  const home = join(folder, 'teachable');
  await saveModel(model, home);
  // A model does not free models inside of it that were built for themselves.
  for (const weight of model.weights) weight.dispose();
  const metadata = { packageName: '@teachablemachine/image', labels: ['cat', 'dog'], imageSize: 8 };
  writeFileSync(join(home, 'metadata.json'), JSON.stringify(metadata));
  return await loadModel(home);
}

/** Rewrites weights under Caffe's names as the layers of a Caffe file. */
async function caffeLayers(path: string): Promise<readonly Layer[]> {
  const source = readSafetensors(readFileSync(path));
  const layers = new Map<string, Record<string, Blob>>();
  for (const { name, shape } of source.tensors.values()) {
    const [, layer = '', part = ''] = /^(.*)\/(\w+)$/.exec(name) ?? [];
    const isNorm = /^(scale|shift|mean|variance)$/.test(part);
    const sizes = isNorm ? [1, ...shape, 1, 1] : shape;
    layers.set(layer, { ...layers.get(layer), [part]: { shape: sizes, values: await source.read(name) } });
  }
  return [...layers].map(([name, { weights, bias, scale, shift, mean, variance }]) => {
    const isNorm = scale !== undefined;
    const type = isNorm ? 'CuDNNBatchNorm' : weights?.shape.length === 2 ? 'InnerProduct' : 'Convolution';
    const blobs = isNorm ? [scale, shift, mean, variance] : [weights, bias];
    return { name, type, blobs: blobs.filter((blob) => blob !== undefined) };
  });
}

async function caffe(): Promise<LayersModel> {
  const trained = createModel('sknet50', { ...small, seed: 2 });
  const named = join(folder, 'caffe.safetensors');
  await saveWeights(trained, named, { names: 'caffe' });
  trained.dispose();
  const path = join(folder, 'net.caffemodel');
  writeFileSync(path, caffemodel(await caffeLayers(named)));
  const model = createModel('sknet50', small);
  const source = await openWeights(path);
  await loadWeights(model, source, { names: 'caffe' });
  await source.close();
  return model;
}

const keras = ['2', '3'].flatMap((version): [string, () => Promise<LayersModel>][] => [
  [`Keras ${version}, .keras`, () => loadKeras(join(data, `residual${version}.keras`))],
  [`Keras ${version}, .h5`, () => loadKeras(join(data, `residual${version}.h5`))],
  [
    `Keras ${version}, .json with .weights.h5`,
    () =>
      loadKeras(join(data, `residual${version}.json`), {
        weights: join(data, `residual${version}.weights.h5`),
      }),
  ],
  [`Keras ${version}, layers of images`, () => loadKeras(join(data, `images${version}.keras`))],
  ...['idle', 'augmented', 'efficientnetb0', 'efficientnetv2b0', 'mobilenetv3small'].map(
    (name): [string, () => Promise<LayersModel>] => [
      `Keras ${version}, ${name}`,
      () => kerasNetwork(`${name}-${version}`),
    ],
  ),
]);

it.each<[string, () => Promise<LayersModel>]>([
  ...keras,
  ['Teachable Machine', teachableMachine],
  ['Caffe', caffe],
  [
    'timm',
    async () =>
      await createTrained('skresnet18', {
        ...small,
        pretrained: await weightsFile('skresnet18', 'timm.safetensors', 'timm'),
      }),
  ],
  [
    'safetensors',
    async () =>
      await createTrained('sknet_slim', {
        ...small,
        pretrained: await weightsFile('sknet_slim', 'own.safetensors', 'sk'),
      }),
  ],
  [
    'a folder of TensorFlow.js',
    async () => {
      const model = createModel('mobilenet_v2', small);
      await saveModel(model, join(folder, 'tfjs'));
      model.dispose();
      return await loadModel(join(folder, 'tfjs'));
    },
  ],
])('%s', async (_, importModel) => {
  const model = await importModel();
  const inputs = model.inputs.map(({ shape }) =>
    tf.randomUniform([2, ...(shape.slice(1) as number[])], 0, 255, 'float32', 1),
  );
  const wanted = predict(model, inputs);
  const folded = foldBatchNorm(model);
  const home = join(folder, 'saved');
  await saveModel(folded, home);
  const loaded = await loadModel(home);
  for (const each of [folded, loaded]) tf.tidy(() => expectSame(predict(each, inputs), wanted));
  for (const each of [model, folded]) {
    const got = await runOnnx(await exportOnnx(each), inputs);
    expectSame(got, wanted);
    tf.dispose(got);
  }
  tf.dispose([inputs, wanted]);
  for (const each of [loaded, folded, model]) each.dispose();
});
