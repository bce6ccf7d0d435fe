import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { byteFloats, byteTable } from 'sk-core';
import { byteBatch, bytesOf, captureModel } from 'sk-models';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => tf.setBackend('cpu'));

const shape = [2, 2, 3, 1] as const;
const images = {
  bytes: Uint8Array.from({ length: 12 }, (_, i) => 20 * i),
  table: byteTable(1, [0.5], [0.5]),
  placements: Int32Array.of(0, 1, 0, 1, 0, 1),
};

describe('byteBatch', () => {
  it('has the numbers of its bytes, once somebody asks', () => {
    const batch = byteBatch(images, shape, Int32Array.of(0, 1));
    expect(bytesOf(batch)).toBe(images);
    expect(batch.images).toEqual(byteFloats(images, shape));
    expect(batch.images).toBe(batch.images);
    // Somebody may have changed them.
    expect(bytesOf(batch)).toBeUndefined();
  });

  it('carries how it is mixed, and has the images that are not mixed yet', () => {
    const mixing = {
      partners: Int32Array.of(1, 0),
      share: 0.25,
      pixelShares: new Float32Array(6).fill(0.25),
    };
    const batch = byteBatch(images, shape, Int32Array.of(0, 1), { mixing });
    expect(batch.mixing).toBe(mixing);
    expect(batch.images).toEqual(byteFloats(images, shape));
    expect(Object.keys(byteBatch(images, shape, Int32Array.of(0, 1)))).not.toContain('mixing');
  });

  it('leaves a copy with the numbers alone, so that other images are not overlooked', () => {
    const batch = byteBatch(images, shape, Int32Array.of(0, 1));
    const copy = { ...batch, images: batch.images.map((value) => 2 * value) };
    expect(bytesOf(copy)).toBeUndefined();
    expect({ ...batch }).toEqual({ images: byteFloats(images, shape), shape, labels: Int32Array.of(0, 1) });
  });
});

it('predictBytes answers as predict does for the numbers, and leaves nothing', async () => {
  const { numTensors } = tf.memory();
  const model = sequential({
    layers: [layers.flatten({ inputShape: [2, 3, 1] }), layers.dense({ units: 2, activation: 'softmax' })],
  });
  const captured = captureModel(model);
  const wanted = await captured.predict({ values: byteFloats(images, shape), shape });
  expect(await captured.predictBytes(images, shape)).toEqual(wanted);
  await expect(captured.predictBytes(images, [3, 2, 3, 1])).rejects.toThrow(
    'bytes of images [3,2,3,1] wants 18 values, got 12',
  );
  captured.dispose();
  model.dispose();
  expect(tf.memory().numTensors).toBe(numTensors);
});
