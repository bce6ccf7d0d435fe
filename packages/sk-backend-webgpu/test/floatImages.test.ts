/** Images of bytes become the numbers that the host makes of them, and go to the device as bytes. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { plugin } from 'sk-backend-webgpu';
import {
  type ByteInput,
  byteBuffer,
  byteFloats,
  byteInputs,
  byteTable,
  floatImages,
  inputTensors,
} from 'sk-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { startOnAnyAdapter } from './support/adapter.js';

beforeAll(startOnAnyAdapter);

/** Noise of bytes, moved and mirrored. */
function imagesOf(shape: readonly [number, number, number, number], seed: number) {
  const [count, , , channels] = shape;
  const bytes = byteBuffer(shape).map((_, i) => (Math.imul(i + seed, 0x9e3779b1) >>> 13) % 256);
  const table = byteTable(channels, Array(channels).fill(0.45), Array(channels).fill(0.22));
  const placements = Int32Array.from({ length: 3 * count }, (_, i) =>
    i % 3 === 2 ? Math.floor(i / 3) % 2 : ((i * 5 + seed) % 7) - 3,
  );
  return { bytes, table, placements };
}

const shapes = [
  [5, 7, 6, 3],
  [1, 3, 5, 1],
  [2, 9, 4, 4],
  [130, 8, 8, 3],
] as const;

it.each(shapes)('[%s, %s, %s, %s]', async (...shape) => {
  const images = imagesOf(shape, 3);
  const { numTensors } = tf.memory();
  const inputs = inputTensors(byteInputs(images, shape));
  const floats = floatImages(inputs);
  expect(await floats.data()).toEqual(byteFloats(images, shape));
  tf.dispose([floats, ...Object.values(inputs)]);
  expect(tf.memory().numTensors).toBe(numTensors);
});

it('a replay sends the bytes, a quarter of the numbers, and the table and the placements', async () => {
  const shape = [8, 16, 16, 3] as const;
  const captured = plugin.capture<ByteInput, 'y'>((inputs) => ({ y: floatImages(inputs) }));
  const { queue } = (tf.backend() as WebGPUBackend).device;
  for (let seed = 0; seed < 4; seed++) {
    const images = imagesOf(shape, seed);
    const write = vi.spyOn(queue, 'writeBuffer');
    const { y } = await captured.call(byteInputs(images, shape));
    const sent = write.mock.calls.map(([, , data]) => data.byteLength);
    write.mockRestore();
    expect(y).toEqual(byteFloats(images, shape));
    if (seed >= 2) expect(sent).toEqual([8 * 16 * 16 * 3, 3 * 256 * 4, 8 * 3 * 4]);
  }
  expect(captured.replays).toBe(2);
  captured.dispose();
});
