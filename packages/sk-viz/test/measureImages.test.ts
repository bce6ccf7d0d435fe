import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { attentionModel, createModel, type Preprocessing } from 'sk-models';
import { measureImages, type NamedImage } from 'sk-viz';
import { beforeAll, describe, expect, it } from 'vitest';

const preprocessing: Preprocessing = {
  size: [16, 16],
  channels: 1,
  mean: [0.1],
  std: [0.3],
  cropFraction: 1,
  interpolation: 'bilinear',
};
const picture = (seed: number, label?: number): NamedImage => ({
  name: `image ${seed}`,
  image: {
    width: 20,
    height: 18,
    channels: 1,
    data: Uint8Array.from({ length: 360 }, (_, i) => (i * (seed + 3) * 37) % 256),
  },
  ...(label === undefined ? {} : { label }),
});
const options = {
  model: { name: 'sknet_digits', parameters: 1234 },
  preprocessing,
  source: 'formulas',
  scales: [2, 1],
  batchSize: 2,
  classNames: [...'0123456789'],
};

async function measured(images: readonly NamedImage[], changes: Partial<typeof options> = {}) {
  const model = createModel('sknet_digits', { inputShape: [16, 16, 1], seed: 3 });
  const before = tf.memory().numTensors;
  try {
    const measurement = await measureImages(attentionModel(model), images, { ...options, ...changes });
    expect(tf.memory().numTensors).toBe(before);
    return measurement;
  } finally {
    model.dispose();
  }
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('measureImages', () => {
  it('classes are means over their own images alone', async () => {
    const images = [picture(0, 4), picture(1, 2), picture(2, 4)];
    const { classes } = await measured(images);
    const { attention } = await measured([images[0]!, images[2]!]);
    expect(classes!.classes).toEqual([
      { name: '2', images: 1 },
      { name: '4', images: 2 },
    ]);
    for (const [unit, { classes: own }] of classes!.units.entries())
      for (const [scale, { mean }] of own[1]!.largeMinusSmall.entries())
        expect(mean).toBeCloseTo(attention.units[unit]!.scales[scale]!.largeMinusSmall.mean, 6);
  });

  it('the confusion is that of the smallest scale, row by true class', async () => {
    const images = [picture(0, 4), picture(1, 2), picture(2, 4)];
    const { confusion, attention } = await measured(images);
    expect(confusion).toMatchObject({ scale: 1, images: 3 });
    expect(confusion!.counts.map((row) => row.reduce((a, b) => a + b))).toEqual([
      0, 0, 1, 0, 2, 0, 0, 0, 0, 0,
    ]);
    expect(confusion!.accuracy).toBe(attention.accuracy!.find(({ scale }) => scale === 1)!.accuracy);
    for (const [i, { predictions }] of attention.samples.entries())
      expect(confusion!.counts[images[i]!.label!]![Number(predictions![1])]).toBeGreaterThan(0);
  });

  it('a class of one image is said to have no interval', async () => {
    const { notes } = await measured([picture(0, 4), picture(1, 2), picture(2, 4)]);
    expect(notes).toEqual(["class '2' has one image: a mean without an interval."]);
    const many = await measured([0, 1, 2, 3].map((label) => picture(label, label)));
    expect(many.notes).toEqual(['4 classes have one image: a mean without an interval.']);
  });

  it('images without classes give attention alone; names that are too few give no confusion', async () => {
    const plain = await measured([picture(0)]);
    expect([plain.classes, plain.confusion, plain.notes]).toEqual([undefined, undefined, []]);
    const few = await measured([picture(0, 1)], { classNames: ['a', 'b'] });
    expect(few.confusion).toBeUndefined();
    expect(few.classes!.classes).toEqual([{ name: 'b', images: 1 }]);
  });
});
