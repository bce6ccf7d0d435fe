/**
 * The networks that the paper compares with, counted. Each number comes from another implementation of the network:
 * pytorchcv and timm, and for residual attention its authors' network files.
 */
import '@tensorflow/tfjs-backend-cpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { createModel, describeModel, type ModelDescription, registry } from 'sk-models';
import { type LayerPart, SkAveragePool2D, SkBatchNorm } from 'sk-models/layers';
import { describe, expect, it } from 'vitest';

type Row = readonly [
  convolutions: number,
  batchNorms: number,
  classifier: number,
  macs: number,
  batchNormElements: number,
];

const rows: Readonly<Record<string, Row>> = {
  densenet169: [12_326_080, 158_400, 1_665_000, 3_359_843_328, 19_022_976],
  densenet201: [17_863_872, 229_056, 1_921_000, 4_291_365_888, 24_705_408],
  densenet264: [30_250_176, 398_528, 2_689_000, 5_751_653_376, 34_013_056],
  densenet232_k48: [51_467_040, 454_944, 3_649_000, 10_119_129_600, 39_786_432],
  dpn68: [11_713_486, 65_116, 833_000, 2_326_163_456, 12_217_856],
  dpn92: [34_854_176, 125_216, 2_689_000, 6_501_684_224, 20_785_408],
  dpn98: [58_716_832, 164_896, 2_689_000, 11_671_217_152, 28_738_304],
  inception_v3: [21_751_136, 34_432, 2_049_000, 5_713_216_096, 8_967_488],
  inception_v4: [41_079_648, 63_168, 1_537_000, 12_253_974_624, 15_089_184],
  inception_resnet_v2: [54_245_920, 60_544, 1_537_000, 13_155_794_016, 13_519_136],
  attentionnext56: [29_171_392, 98_432, 2_049_000, 6_419_106_816, 21_876_736],
  attention92: [50_283_712, 133_632, 2_049_000, 10_533_789_696, 24_423_168],
};

describe.each(Object.entries(rows))('%s', (name, [convolutions, batchNorms, classifier, ...work]) => {
  const { parts, parameters, statistics, macs, batchNormElements } = describeModel(name);
  const trainable = (kind: string): number =>
    parts.filter((part) => part.kind === kind).reduce((sum, { cost }) => sum + cost.parameters, 0);

  it('learns as many numbers in convolutions, batch norms and the classifier', () => {
    expect(['convolution', 'batchNorm', 'dense'].map(trainable)).toEqual([
      ...[convolutions, batchNorms, classifier],
    ]);
    expect(parameters).toBe(convolutions + batchNorms + classifier);
    expect(statistics).toBe(batchNorms);
  });

  it('multiplies and normalises as often', () => {
    expect([macs, batchNormElements]).toEqual(work);
  });
});

describe('structure that counts do not show', () => {
  const partsOf = (name: string): readonly LayerPart[] => describeModel(name).parts;
  const narrow = (name: string): LayersModel =>
    createModel(name, { inputShape: [75, 75, 3], widthMultiplier: 1 / 32, numClasses: 2, seed: 1 });

  it.each([
    ['densenet264', 'conv5_48/3x3', [7, 7, 32]],
    ['dpn98', 'conv5_3/1x1_c1', [7, 7, 2048]],
    ['inception_v3', 'conv3_1/branch1_1', [17, 17, 384]],
    ['inception_v4', 'conv4_4/branch4_2', [8, 8, 256]],
    ['inception_resnet_v2', 'conv5_1', [8, 8, 1536]],
    ['attention92', 'conv2_2/mask3/resize', [14, 14, 256]],
  ] as const)('%s: %s puts out %s', (model, layer, shape) => {
    expect(partsOf(model).find(({ name }) => name === layer)?.outputShape).toEqual(shape);
  });

  it.each([
    ['dpn68', 22, 32],
    ['dpn92', 30, 32],
    ['dpn98', 32, 40],
    ['attentionnext56', 33, 32],
  ] as const)('%s: %i convolutions in %i groups, and no others', (name, count, groups) => {
    const grouped = partsOf(name).flatMap(({ window, kind }) =>
      kind === 'convolution' && window !== undefined && window.groups > 1 ? [window.groups] : [],
    );
    expect(grouped).toEqual(new Array(count).fill(groups));
  });

  it.each([
    ['densenet169', 1e-5],
    ['dpn68', 1e-3],
    ['inception_v3', 1e-3],
    ['attentionnext56', 1e-5],
  ] as const)('%s: batch norms add %d to variances', (name, epsilon) => {
    const model = narrow(name);
    const norms = model.layers.filter((layer) => layer instanceof SkBatchNorm);
    expect(new Set(norms.map((layer) => layer.epsilon))).toEqual(new Set([epsilon]));
    model.dispose();
  });

  it('Inception-ResNet-v2: 10 units by 0.17, 20 by 0.1, 9 by 0.2, and one by 1 without ReLU', () => {
    const model = narrow('inception_resnet_v2');
    const scales = model.layers.flatMap((layer) => layer.getConfig()['scale'] ?? []);
    const counts = [0.17, 0.1, 0.2, 1].map((scale) => scales.filter((other) => other === scale).length);
    expect(counts).toEqual([10, 20, 9, 1]);
    expect(model.layers.filter(({ name }) => name.endsWith('/relu'))).toHaveLength(39);
    model.dispose();
  });

  it('Inception: average pools leave padding out', () => {
    const model = narrow('inception_v4');
    const pools = model.layers.filter((layer) => layer instanceof SkAveragePool2D);
    expect(pools).toHaveLength(4 + 7 + 3);
    expect(pools.every((pool) => !pool.countIncludePad)).toBe(true);
    model.dispose();
  });

  it.each([
    ['densenet169', 29],
    ['inception_v3', 75],
    ['inception_v4', 75],
    ['inception_resnet_v2', 75],
    ['attention92', 31],
  ] as const)('%s: nothing is left of less than %i pixels', (name, size) => {
    const describeAt = (side: number): ModelDescription =>
      describeModel(name, { inputShape: [side, side, 3], widthMultiplier: 1 / 8 });
    expect(registry.get(name)?.smallestInput).toBe(size);
    expect(describeAt(size).parts.at(-1)?.outputShape).toEqual([1000]);
    expect(() => describeAt(size - 1)).toThrow(/does not fit|poolSize wants at most/);
  });
});
