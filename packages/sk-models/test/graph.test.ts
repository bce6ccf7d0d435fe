/** A model as a graph: its nodes and values, walks over it, the kinds of its layers, and its logits. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  model as makeModel,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { createModel } from 'sk-models';
import { findLogits, layerKind, readGraph, walkGraph } from 'sk-models/graph';
import { SkConv2D, SkFoldedConv2D } from 'sk-models/layers';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Two inputs, a shared layer, a nested model of unknown size, two outputs. */
function network(): LayersModel {
  const [a, b] = [input({ shape: [4, 4, 3], name: 'a' }), input({ shape: [4, 4, 3], name: 'b' })];
  const shared = layers.conv2d({ name: 'shared', filters: 3, kernelSize: 1 });
  const inner = sequential({
    name: 'inner',
    layers: [
      layers.conv2d({ name: 'deep', filters: 2, kernelSize: 1, inputShape: [null, null, 3] }),
      layers.activation({ name: 'relu', activation: 'relu' }),
    ],
  });
  const sum = layers.add({ name: 'sum' }).apply([shared.apply(a), shared.apply(b)] as SymbolicTensor[]);
  const features = inner.apply(sum as SymbolicTensor) as SymbolicTensor;
  return makeModel({ inputs: [a, b], outputs: [sum as SymbolicTensor, features] });
}

describe('readGraph', () => {
  it('has a node for each call of a layer, after those that it reads from', () => {
    const { nodes, calls } = readGraph(network());
    expect(nodes.map(({ name, path }) => [name, path])).toEqual([
      ['shared', ''],
      ['shared_use2', ''],
      ['sum', ''],
      ['inner/deep', 'inner/'],
      ['inner/relu', 'inner/'],
    ]);
    expect([...calls.values()]).toEqual([2, 1, 1, 1]);
  });

  it('knows who makes a value, who reads it, and which are outputs', () => {
    const { inputs, outputs, nodes } = readGraph(network());
    const [, second, sum, deep] = nodes;
    expect(inputs.map(({ producer }) => producer)).toEqual([undefined, undefined]);
    expect(inputs[1]?.consumers).toEqual([second]);
    expect(outputs[0]?.producer).toBe(sum);
    expect(outputs[0]?.consumers).toEqual([deep]);
    expect(nodes.map(({ outputs: [value] }) => value?.isOutput)).toEqual([false, false, true, false, true]);
  });

  it('keeps the shapes that a nested model declares beside those of values', () => {
    const deep = readGraph(network()).nodes[3];
    expect(deep?.inputs[0]?.shape).toEqual([null, 4, 4, 3]);
    expect(deep?.inputShapes).toEqual([[null, null, null, 3]]);
  });
});

describe('walkGraph', () => {
  it('computes from inputs to outputs', () => {
    const paths = walkGraph(readGraph(network()), ['a', 'b'], ({ name }, read) => [`${name}(${read})`]);
    expect(paths).toEqual([
      'sum(shared(a),shared_use2(b))',
      'inner/relu(inner/deep(sum(shared(a),shared_use2(b))))',
    ]);
  });

  it('wants a result for each input and output', () => {
    const graph = readGraph(network());
    expect(() => walkGraph(graph, ['a'], () => ['y'])).toThrow('index 1 is outside of 1 elements');
    expect(() => walkGraph(graph, ['a', 'b'], () => [])).toThrow('index 0 is outside of 0 elements');
  });
});

describe('layerKind', () => {
  it('brings the settings of a layer of TensorFlow.js', () => {
    const kind = layerKind(layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' }));
    expect(kind).toMatchObject({
      kind: 'Conv2D',
      settings: { kernelSize: [3, 3], strides: [2, 2], padding: 'same', activation: 'linear', useBias: true },
    });
  });

  it('brings a layer of this package, of its own class and of no base class', () => {
    const args = { filters: 4, branches: [{ kernelSize: 3 }] };
    for (const layer of [new SkConv2D(args), new SkFoldedConv2D(args)]) {
      expect(layerKind(layer)).toEqual({ kind: layer.getClassName(), layer });
    }
  });

  it('knows nothing of another layer, whatever it is derived from', () => {
    class Mine extends SkConv2D {
      static override readonly className: string = 'Mine';
    }
    expect(layerKind(new Mine({ filters: 4, branches: [{ kernelSize: 3 }] }))).toEqual({ kind: 'other' });
    expect(layerKind(layers.conv1d({ filters: 2, kernelSize: 1 }))).toEqual({ kind: 'other' });
  });
});

describe('findLogits', () => {
  const classifier = (...behind: layers.Layer[]): LayersModel =>
    sequential({ layers: [layers.flatten({ inputShape: [2, 2, 3] }), ...behind] });
  const squashes = (model: LayersModel): unknown =>
    findLogits(readGraph(model)).squashes.map(({ node, activation, logits }) => [
      node.name,
      activation,
      logits,
    ]);

  it.each([
    ['a softmax', [layers.dense({ units: 2 }), layers.softmax({ name: 'end' })], ['end', 'softmax', 'input']],
    [
      'an activation',
      [layers.dense({ units: 2 }), layers.activation({ name: 'end', activation: 'sigmoid' })],
      ['end', 'sigmoid', 'input'],
    ],
    [
      'a softmax inside of a dense layer',
      [layers.dense({ name: 'end', units: 2, activation: 'softmax' })],
      ['end', 'softmax', 'product'],
    ],
    [
      'a softmax before a reshape',
      [layers.dense({ units: 2 }), layers.softmax({ name: 'end' }), layers.reshape({ targetShape: [2] })],
      ['end', 'softmax', 'input'],
    ],
  ] as const)('finds %s', (_, behind, wanted) => {
    expect(squashes(classifier(...behind))).toEqual([wanted]);
  });

  it('finds none where the outputs are logits, and none before weights', () => {
    expect(squashes(classifier(layers.dense({ units: 2 })))).toEqual([]);
    expect(squashes(classifier(layers.softmax(), layers.dense({ units: 2 })))).toEqual([]);
  });

  it('ends networks of the registry at their classifier', () => {
    const model = createModel('sknet_digits', { seed: 1, inputShape: [16, 16, 1] });
    const { nodes } = findLogits(readGraph(model));
    expect(nodes.map(({ name }) => name)).toEqual(['classifier', 'softmax']);
    model.dispose();
  });
});
