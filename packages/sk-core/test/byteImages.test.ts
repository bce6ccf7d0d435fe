/** Images of bytes, as numbers. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {
  byteBuffer,
  byteFloats,
  byteInputs,
  byteTable,
  floatImages,
  inputTensors,
  ShapeError,
} from 'sk-core';
import { beforeAll, expect, it } from 'vitest';

beforeAll(() => tf.setBackend('cpu'));

const grey = byteTable(1, [0], [1 / 255]);

it('byteTable is (byte / 255 - mean) / std for each channel', () => {
  const table = byteTable(2, [0.5, 0.25], [0.5, 2]);
  expect([table[0], table[255], table[256], table[511]]).toEqual([-1, 1, -0.125, 0.375]);
});

it('moves images, and swaps left and right after that', () => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const placed = (...placement: number[]): number[] => [
    ...byteFloats({ bytes, table: grey, placements: Int32Array.from(placement) }, [1, 2, 3, 1]),
  ];
  expect(placed(0, 0, 0)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(placed(1, 0, 0)).toEqual([0, 0, 0, 1, 2, 3]);
  expect(placed(0, -1, 0)).toEqual([2, 3, 0, 5, 6, 0]);
  expect(placed(0, 0, 1)).toEqual([3, 2, 1, 6, 5, 4]);
  expect(placed(-1, 1, 1)).toEqual([5, 4, 0, 0, 0, 0]);
});

it.each([
  [1, 2, 3, 3],
  [3, 5, 3, 1],
  [2, 2, 2, 4],
] as const)('floatImages of [%s, %s, %s, %s] are those of byteFloats, and leave nothing', (...shape) => {
  const [count, height, width, channels] = shape;
  const bytes = Uint8Array.from({ length: count * height * width * channels }, (_, i) => (37 * i) % 256);
  const table = byteTable(channels, undefined, Array(channels).fill(0.3));
  const placements = Int32Array.from({ length: 3 * count }, (_, i) => (i % 3 === 2 ? i % 2 : (i % 3) - 1));
  const images = { bytes, table, placements };
  const { numTensors } = tf.memory();
  const inputs = inputTensors(byteInputs(images, shape));
  const floats = floatImages(inputs);
  expect(floats.shape).toEqual(shape);
  expect(floats.dataSync()).toEqual(byteFloats(images, shape));
  tf.dispose([floats, ...Object.values(inputs)]);
  expect(tf.memory().numTensors).toBe(numTensors);
});

it('byteBuffer is given to the device as it is, other bytes as a copy', () => {
  const shape = [3, 2, 2, 3] as const;
  const table = byteTable(3);
  const [bytes, plain] = [byteBuffer(shape), new Uint8Array(36)];
  expect(byteInputs({ bytes, table }, shape).words.values.buffer).toBe(bytes.buffer);
  expect(byteInputs({ bytes: plain, table }, shape).words.values.buffer).not.toBe(plain.buffer);
});

it('refuses parts that do not fit', () => {
  const shape = [1, 2, 2, 3] as const;
  const bytes = new Uint8Array(12);
  const table = byteTable(3);
  expect(() => byteFloats({ bytes: bytes.subarray(1), table }, shape)).toThrow(ShapeError);
  expect(() => byteInputs({ bytes, table: byteTable(1) }, shape)).toThrow(
    'byteImages: table of images [1,2,2,3] wants 768 values, got 256',
  );
  expect(() => byteInputs({ bytes, table, placements: new Int32Array(2) }, shape)).toThrow(/placements/);
  expect(() => byteTable(3, [0.5])).toThrow('do not fit images of 3 channels');
  tf.tidy(() => {
    const tensors = inputTensors(byteInputs({ bytes, table }, shape));
    expect(() => floatImages({ ...tensors, words: tf.zeros([2, 2, 9], 'int32') })).toThrow(ShapeError);
  });
});
