import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { createModel, describeModel } from 'sk-models';
import { architecture, architectureOf, darkTheme, renderSvg } from 'sk-viz';
import { beforeAll, describe, expect, it } from 'vitest';
import { architectureCsv, figureCsv } from '#internal';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const brief = (name: string): unknown =>
  architectureOf(name).blocks.map((block) => [block.name, block.detail, block.outputShape.join()]);

describe('architectureOf', () => {
  it('SKNet-50 in the rows of Table 1', () => {
    expect(brief('sknet50')).toEqual([
      ['stem', '7×7: 1 convolution', '56,56,64'],
      ['stage 2', 'SK[3×3, 5×5; G = 32] × 3', '56,56,256'],
      ['stage 3', 'SK[3×3, 5×5; G = 32] × 4', '28,28,512'],
      ['stage 4', 'SK[3×3, 5×5; G = 32] × 6', '14,14,1024'],
      ['stage 5', 'SK[3×3, 5×5; G = 32] × 3', '7,7,2048'],
      ['classifier', '1000 outputs', '1000'],
    ]);
  });

  it.each([
    'sknet50',
    'sknet_slim',
    'sknet_digits',
    'skresnext50_32x4d',
    'seresnext50_32x4d',
    'resnext50',
    'mobilenet_v1',
    'shufflenetv2_x0_5',
    'shufflenetv1_sk',
    'densenet169',
    'inception_v3',
  ])('%s: the blocks add up to the network', (name) => {
    const { blocks, parameters, multiplyAdds, inputShape } = architectureOf(name);
    const whole = describeModel(name);
    const sum = (of: 'parameters' | 'multiplyAdds'): number => blocks.reduce((n, block) => n + block[of], 0);
    expect([parameters, multiplyAdds]).toEqual([whole.parameters, whole.macs]);
    expect([sum('parameters'), sum('multiplyAdds')]).toEqual([whole.parameters, whole.macs]);
    expect(inputShape).toHaveLength(3);
    expect(blocks[0]!.name).toBe('stem');
    expect(blocks.at(-1)!.name).toBe('classifier');
    expect(blocks.length).toBeLessThan(13);
  });

  it('a model that somebody made: by the size of its maps', () => {
    const x = input({ shape: [16, 16, 3] });
    const conv = (filters: number, strides: number) =>
      layers.conv2d({ filters, kernelSize: 3, strides, padding: 'same' });
    const maps = conv(8, 2).apply(conv(4, 1).apply(x)) as SymbolicTensor;
    const model = makeModel({
      inputs: x,
      outputs: layers.dense({ units: 5 }).apply(layers.flatten().apply(maps)) as SymbolicTensor,
    });
    const { blocks } = architectureOf(model);
    expect(blocks.map(({ name }) => name)).toEqual(['16 × 16', '8 × 8', 'classifier']);
    expect(blocks.map(({ parameters }) => parameters)).toEqual([112, 296, 2565]);
    model.dispose();
  });

  it('three branches, and a model as well as its name', () => {
    const model = createModel('sknet_slim', { seed: 1 });
    expect(architectureOf(model)).toEqual(architectureOf('sknet_slim'));
    model.dispose();
  });

  it('an unknown name', () => {
    expect(() => architectureOf('sknet51')).toThrow(/sknet50/);
  });
});

describe('architecture', () => {
  it('names every block with its shape and costs, light and dark, and the same bytes again', async () => {
    const figure = architecture(architectureOf('sknet50'));
    const svg = await renderSvg(figure);
    for (const text of ['Stem', 'Stage 5', '14 × 14 × 1024', '16.0 M', '1.61 G', 'Input 224 × 224 × 3'])
      expect(svg).toContain(`>${text}<`);
    expect(svg).not.toMatch(/NaN|undefined|…/);
    expect(await renderSvg(figure)).toBe(svg);
    expect(figureCsv(figure)).toContain('SK[3×3, 5×5; G = 32] × 6');
    expect(await renderSvg(figure, { theme: darkTheme })).not.toBe(svg);
  });
});

describe('architectureCsv', () => {
  it('one row a block', () => {
    const lines = architectureCsv(architectureOf('sknet50')).trim().split('\n');
    expect(lines).toHaveLength(7);
    expect(lines[0]).toBe('block,detail,output,parameters,multiply_adds,sk_units');
    expect(lines[2]).toMatch(/^stage 2,"SK\[3×3, 5×5; G = 32\] × 3",56x56x256,257472,\d+,3$/);
  });
});
