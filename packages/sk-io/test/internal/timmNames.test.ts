/** Timm's names for models of ours that are laid out alike, and the models that a file is recognised as. */
import '@tensorflow/tfjs-backend-cpu';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { fittingModels, loadWeights, type TensorInfo, timmNames, type WeightSource } from 'sk-io';
import { createModel, withBlueprint } from 'sk-models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelWeights } from '../../src/naming/modelWeights.js';
import { openWeights, saveWeights } from '../../src/node/index.js';
import { shapeInFile } from '../../src/weights/weightLayout.js';

/** Same units, same widths; only the pools of the stems differ by a pixel, and they have no weights. */
const pairs = [
  ['sknet50', 'skresnext50_32x4d'],
  ['resnext50', 'resnext50_32x4d'],
  ['senet50', 'seresnext50_32x4d'],
] as const;

/** Tensors without values, as a file of the model would list them. */
function listed(model: LayersModel): WeightSource {
  const shapes = new Map(modelWeights(model).map(({ weight, shape }) => [weight, shape]));
  const tensors = timmNames(model).map(({ weight, tensor, layout }): TensorInfo => {
    const shape = shapeInFile(shapes.get(weight) as readonly number[], layout);
    return { name: tensor, shape, dtype: 'F32' };
  });
  const counts = tensors.flatMap(({ name }): TensorInfo[] => {
    const [module, statistic] = [name.replace(/[^.]*$/, ''), name.replace(/^.*\./, '')];
    if (statistic !== 'running_mean') return [];
    return [{ name: `${module}num_batches_tracked`, shape: [], dtype: 'I64' }];
  });
  return {
    what: 'a list',
    tensors: new Map([...tensors, ...counts].map((tensor) => [tensor.name, tensor])),
    read: async () => new Float32Array(0),
    close: async () => {},
  };
}

function described(name: string, numClasses?: number): WeightSource {
  return withBlueprint(name, numClasses === undefined ? {} : { numClasses }, listed);
}

describe('timmNames', () => {
  let folder: string;
  beforeAll(async () => {
    await tf.setBackend('cpu');
    folder = await mkdtemp(join(tmpdir(), 'sk-names-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });
  const small = { widthMultiplier: 0.25, inputShape: [32, 32, 3], numClasses: 7 } as const;

  it.each(pairs)("%s and %s have the same tensors, and one takes the other's file", async (ours, timms) => {
    const [mine, theirs] = [
      createModel(ours, { ...small, seed: 1 }),
      createModel(timms, { ...small, seed: 2 }),
    ];
    const path = join(folder, `${timms}.safetensors`);
    await saveWeights(theirs, path, { names: 'timm' });
    const source = await openWeights(path);
    await loadWeights(mine, source);
    await source.close();
    const byTensor = (model: LayersModel): ReadonlyMap<string, tf.Tensor> => {
      const weights = new Map(model.weights.map((weight) => [weight.originalName, weight.read()]));
      return new Map(
        timmNames(model).map(({ weight, tensor }) => [tensor, weights.get(weight) as tf.Tensor]),
      );
    };
    const [found, wanted] = [byTensor(mine), byTensor(theirs)];
    expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
    for (const [tensor, value] of wanted)
      expect(found.get(tensor)?.arraySync(), tensor).toEqual(value.arraySync());
    mine.dispose();
    theirs.dispose();
  });

  it.each([
    ['sknet50', 'layer2.0.conv2.attn.fc_select.weight', [512, 32, 1, 1]],
    ['sknet50', 'layer4.2.conv2.paths.1.bn.running_var', [1024]],
    ['sknet50', 'layer3.0.downsample.0.weight', [1024, 512, 1, 1]],
    ['sknet50', 'layer1.0.conv1.conv.weight', [128, 64, 1, 1]],
    ['senet50', 'layer1.0.se.fc1.weight', [16, 256, 1, 1]],
    ['senet50', 'layer1.0.se.fc2.bias', [256]],
    ['resnext50', 'layer1.0.conv2.weight', [128, 4, 3, 3]],
    ['resnext50', 'bn1.running_mean', [64]],
    ['resnet50', 'layer4.0.bn3.weight', [2048]],
    ['skresnet50d', 'conv1.6.weight', [64, 32, 3, 3]],
    ['skresnet50d', 'layer2.0.downsample.1.weight', [512, 256, 1, 1]],
    ['skresnet18', 'layer2.0.conv1.paths.1.conv.weight', [128, 32, 3, 3]],
    ['skresnet18', 'fc.weight', [1000, 512]],
  ])('%s has %s %j', (name, tensor, shape) => {
    expect(described(name).tensors.get(tensor)?.shape).toEqual(shape);
  });
});

describe('fittingModels', () => {
  it('names every model that has the same tensors, and the classes', () => {
    const before = tf.memory().numTensors;
    // Dilations have no tensor.
    const slim = ['sknet_slim', 'sknet_slim_d1', 'sknet_slim_d3', 'sknet_slim_k5_k7'];
    expect(fittingModels(described('sknet_slim', 5))).toEqual(
      slim.map((name) => ({
        ...{ name, names: 'timm', numClasses: 5, channels: 3 },
        ...{ prefixes: [], averaged: false },
      })),
    );
    const fifty = fittingModels(described('resnext50_32x4d')).map(({ name }) => name);
    expect(fifty).toEqual(expect.arrayContaining(['resnext50', 'resnext50_32x4d']));
    expect(fifty).not.toContain('resnext101');
    expect(tf.memory().numTensors).toBe(before);
  });
});
