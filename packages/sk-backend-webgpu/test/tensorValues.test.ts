import * as tf from '@tensorflow/tfjs-core';
import { plugin } from 'sk-backend-webgpu';
import { beforeAll, expect, it } from 'vitest';
import { guard, startOnAnyAdapter } from './support/adapter.js';

beforeAll(startOnAnyAdapter);

const shapes = [[3, 5], [1], [], [70, 33]];
const size = 15 + 1 + 1 + 70 * 33;

it('are read together, written in place, and written before what is computed of them next', async () => {
  const { numTensors } = tf.memory();
  const uploaded = shapes.map((shape, i) => tf.fill(shape, i));
  const computed = uploaded.map((x) => tf.add(x, 1));
  const tensors = [...uploaded, ...computed];
  const values = new Float32Array(2 * size);
  await guard(() => plugin.readTensors(tensors, values));
  expect([...values.subarray(0, size)]).toEqual([...Array(15).fill(0), 1, 2, ...Array(70 * 33).fill(3)]);
  expect([...values.subarray(size)]).toEqual([...values.subarray(0, size)].map((value) => value + 1));
  // The host keeps values that it has read.
  await Promise.all(tensors.map((tensor) => tensor.data()));
  const before = computed.map((x) => tf.mul(x, 2));
  await guard(async () =>
    plugin.writeTensors(
      tensors,
      Float32Array.from(values, (value, i) => value + i),
    ),
  );
  const after = computed.map((x) => tf.mul(x, 2));
  for (const [list, isWritten] of [
    [before, false],
    [after, true],
  ] as const) {
    const seen = (await Promise.all(list.map((x) => x.data()))).flatMap((part) => [...part]);
    const wanted = [...values].map((value, i) => 2 * (isWritten ? value + i : value)).slice(size);
    expect(seen).toEqual(wanted);
  }
  expect([...((await uploaded[0]?.data()) ?? [])].slice(0, 3)).toEqual([0, 1, 2]);
  tf.dispose([...tensors, ...before, ...after]);
  expect(tf.memory().numTensors).toBe(numTensors);
});
