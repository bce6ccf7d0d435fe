/** Functions that are recorded and replayed. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { DeviceLostError, OutOfMemoryError, plugin } from 'sk-backend-webgpu';
import { start } from 'sk-backend-webgpu/node';
import type { Capture, CapturedFunction, CaptureInput } from 'sk-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startOnAnyAdapter } from './support/adapter.js';
import { countCalls } from './support/countCalls.js';

const backend = (): WebGPUBackend => tf.backend() as WebGPUBackend;
const allocated = (): number => backend().bufferManager.numBytesAllocated;
const held = (): readonly number[] => {
  const { numTensors, numDataBuffers } = tf.memory();
  return [numTensors, numDataBuffers, backend().numDataIds()];
};
const limit = (memoryLimitBytes: number): Promise<void> => start({ allowSoftware: true, memoryLimitBytes });

const capture = <I extends string, O extends string>(run: CapturedFunction<I, O>): Capture<I, O> =>
  plugin.capture(run);

const floats = (values: readonly number[], shape: readonly number[] = [values.length]): CaptureInput => ({
  values: Float32Array.from(values),
  shape,
});

/** Two rows of numbers around a centre. */
const rows = (centre: number, count = 2): CaptureInput =>
  floats(
    Array.from({ length: count * 3 }, (_, i) => centre + Math.sin(i)),
    [count, 3],
  );

const w = tf.tensor2d;
let weight: tf.Variable;
/** On the device: values that the host has are uploaded by the first call, which then differs from the second. */
const freshWeight = (): tf.Variable => tf.tidy(() => tf.variable(plugin.copy(w([[0.5], [-0.25], [0.125]]))));
let numTensors: number;

/** Changes the weight in place, and returns what it was worth. */
const descend: CapturedFunction<'x' | 'rate', 'loss'> = ({ x, rate }) => {
  const y = tf.relu(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D));
  const gradient = tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D, true);
  const velocity = tf.sum(gradient, 1, true);
  plugin.moveAverages([{ running: weight, value: velocity, momentum: rate, scale: 1 }]);
  return { loss: tf.mean(y) };
};

/** The same in float64. */
class Reference {
  weight = [0.5, -0.25, 0.125];

  step({ values, shape: [count = 0] }: CaptureInput, momentum: number): number {
    const row = (i: number): number[] => [...values.subarray(3 * i, 3 * i + 3)];
    const y = Array.from({ length: count }, (_, i) =>
      Math.max(
        0,
        row(i).reduce((sum, x, k) => sum + x * (this.weight[k] ?? 0), 0),
      ),
    );
    this.weight = this.weight.map((value, k) => {
      const gradient = y.reduce((sum, each, i) => sum + each * (row(i)[k] ?? 0), 0);
      return momentum * value + (1 - momentum) * gradient;
    });
    return y.reduce((sum, each) => sum + each, 0) / count;
  }
}

const rate = (momentum: number, mayChange = 1): CaptureInput => floats([momentum, mayChange]);

async function closeTo(tensor: tf.Tensor, wanted: readonly number[]): Promise<void> {
  for (const [i, value] of (await tensor.data()).entries())
    expect(value).toBeCloseTo(wanted[i] ?? Number.NaN, 4);
}

beforeAll(startOnAnyAdapter);

beforeEach(async () => {
  await startOnAnyAdapter();
  numTensors = tf.memory().numTensors;
  weight = freshWeight();
});

afterEach(async () => {
  weight.dispose();
  await limit(Number.POSITIVE_INFINITY);
  expect(tf.memory().numTensors).toBe(numTensors);
});

describe('a captured function', () => {
  it('is replayed from the third call on, with other values each time, as float64 has it', async () => {
    const captured = capture(descend);
    const reference = new Reference();
    for (let i = 0; i < 6; i++) {
      const x = rows(1 + i / 10);
      expect(captured.isRecorded({ x, rate: rate(0.9) })).toBe(i >= 2);
      const { loss } = await captured.call({ x, rate: rate(0.9 - i / 100) });
      expect(loss[0]).toBeCloseTo(reference.step(x, 0.9 - i / 100), 4);
      await closeTo(weight, reference.weight);
    }
    expect(captured.replays).toBe(4);
    expect(captured.refusal).toBeUndefined();
    captured.dispose();
  });

  it('makes one encoder, one pass, one submission and a write for each input, and nothing else', async () => {
    const captured = capture(descend);
    const call = (): Promise<unknown> => captured.call({ x: rows(1), rate: rate(0.9) });
    for (let i = 0; i < 4; i++) await call();
    const { counts, restore } = countCalls(backend());
    await call();
    restore();
    expect(counts).toEqual({ createCommandEncoder: 1, beginComputePass: 1, submit: 1, writeBuffer: 2 });
    captured.dispose();
  });

  it('goes on while results are under way, in the order of the calls', async () => {
    const captured = capture(descend);
    const reference = new Reference();
    const results = [];
    for (let i = 0; i < 8; i++) {
      const x = rows(1 - i / 20);
      results.push({ result: captured.call({ x, rate: rate(0.8) }), wanted: reference.step(x, 0.8) });
      if (i < 3) await results.at(-1)?.result;
    }
    for (const { result, wanted } of results) expect((await result).loss[0]).toBeCloseTo(wanted, 4);
    await closeTo(weight, reference.weight);
    captured.dispose();
  });

  it('sees what was assigned, and leaves clones as they were', async () => {
    const captured = capture(descend);
    const reference = new Reference();
    const step = async (): Promise<void> => {
      const { loss } = await captured.call({ x: rows(1), rate: rate(0.9) });
      expect(loss[0]).toBeCloseTo(reference.step(rows(1), 0.9), 4);
      await closeTo(weight, reference.weight);
    };
    for (let i = 0; i < 3; i++) await step();
    for (const values of [
      [1, 2, 3],
      [0.5, 0.5, 0.5],
    ]) {
      tf.tidy(() => weight.assign(w(values.map((value) => [value]))));
      reference.weight = values;
      await step();
      const clone = tf.clone(weight);
      const before = [...reference.weight];
      await step();
      await step();
      await closeTo(clone, before);
      const other = tf.add(weight, 1);
      weight.assign(other);
      reference.weight = reference.weight.map((value) => value + 1);
      const kept = [...reference.weight];
      await step();
      await closeTo(other, kept);
      tf.dispose([clone, other]);
    }
    expect(captured.replays).toBe(9);
    captured.dispose();
  });

  it('leaves clones of what was there before an assignment as they were, of several captures too', async () => {
    const [captured, answers] = [
      capture(descend),
      capture<'x', 'y'>(({ x }) => ({ y: tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D) })),
    ];
    const reference = new Reference();
    const step = async (): Promise<void> => {
      const { loss } = await captured.call({ x: rows(1), rate: rate(0.9) });
      expect(loss[0]).toBeCloseTo(reference.step(rows(1), 0.9), 4);
      const { y } = await answers.call({ x: floats([1, 0, 0, 0, 1, 0], [2, 3]) });
      for (const i of [0, 1]) expect(y[i]).toBeCloseTo(reference.weight[i] ?? Number.NaN, 4);
      await closeTo(weight, reference.weight);
    };
    for (let i = 0; i < 3; i++) await step();
    const { numTensors: before } = tf.memory();
    const clones: { readonly clone: tf.Tensor; readonly kept: readonly number[] }[] = [];
    for (let i = 1; i <= 3; i++) {
      clones.push({ clone: tf.clone(weight), kept: [...reference.weight] });
      tf.tidy(() => weight.assign(w([[i], [0.5], [0.25]])));
      reference.weight = [i, 0.5, 0.25];
      await step();
      for (const { clone, kept } of clones) await closeTo(clone, kept);
    }
    for (const { clone, kept } of clones) {
      weight.assign(clone);
      reference.weight = [...kept];
      await step();
    }
    for (const { clone, kept } of clones) await closeTo(clone, kept);
    tf.dispose(clones.map(({ clone }) => clone));
    await step();
    expect([captured.replays, answers.replays]).toEqual([8, 8]);
    expect(tf.memory().numTensors).toBe(before);
    for (const each of [captured, answers]) each.dispose();
  });

  it('changes nothing where its numbers on the device say so', async () => {
    const captured = capture(descend);
    for (let i = 0; i < 5; i++) await captured.call({ x: rows(1), rate: rate(0.5, i < 3 ? 1 : 0) });
    const [reference, x] = [new Reference(), rows(1)];
    for (let i = 0; i < 3; i++) reference.step(x, 0.5);
    await closeTo(weight, reference.weight);
    captured.dispose();
  });

  it('has recordings of several shapes in one arena, as large as the largest wants it', async () => {
    const run = async (counts: readonly number[]): Promise<number> => {
      const before = allocated();
      const captured = capture<'x', 'y'>(({ x }) => ({ y: tf.sum(tf.relu(tf.add(tf.square(x), 1))) }));
      for (const count of counts) {
        const values = floats(Array.from({ length: count }, (_, i) => i % 7));
        for (let i = 0; i < 4; i++) {
          const { y } = await captured.call({ x: values });
          expect(y[0]).toBe([...values.values].reduce((sum, value) => sum + value * value + 1, 0));
        }
      }
      await limit(0);
      expect(() => tf.fill([17], 1)).toThrow(OutOfMemoryError);
      await limit(Number.POSITIVE_INFINITY);
      const bytes = allocated() - before;
      captured.dispose();
      expect(allocated()).toBeLessThanOrEqual(before);
      return bytes;
    };
    await run([64]);
    const large = await run([10_000]);
    expect(large).toBeGreaterThan(80_000);
    const all = await run([10_000, 9_000, 100, 5_000]);
    expect(all - large).toBeLessThan(4_000);
  });

  it('leaves nothing behind', async () => {
    const once = async (): Promise<void> => {
      const captured = capture(descend);
      for (let i = 0; i < 4; i++) await captured.call({ x: rows(1), rate: rate(0.9) });
      expect(captured.replays).toBe(2);
      captured.dispose();
    };
    await once();
    const [before, bytes] = [held(), allocated()];
    for (let i = 0; i < 50; i++) await once();
    expect(held()).toEqual(before);
    expect(allocated()).toBeLessThanOrEqual(bytes);
  });
});

it('outputs are numbers of one kind, whether they are read from a call or from a replay', async () => {
  const captured = capture<'x', 'isLarge'>(({ x }) => ({ isLarge: tf.greater(x, 2) }));
  for (let i = 0; i < 4; i++) {
    expect((await captured.call({ x: floats([1, 2, 3]) })).isLarge).toEqual(Int32Array.of(0, 0, 1));
  }
  expect(captured.replays).toBe(2);
  captured.dispose();
});

describe('a function is called each time, with the reason,', () => {
  const reasons: Record<string, readonly [CapturedFunction<'x', 'y'>, RegExp]> = {
    'where it reads back': [
      ({ x }) => {
        void weight.data();
        return { y: tf.add(x, 1) };
      },
      /it reads values back/,
    ],
    'where it uploads other values each time': [
      ({ x }) => ({ y: tf.mul(x, tf.tensor1d([calls++, 1, 1])) }),
      /other values/,
    ],
    'where it computes something else each time': [
      ({ x }) => ({ y: calls++ % 2 === 0 ? tf.add(x, 1) : tf.square(x) }),
      /at each run/,
    ],
    'where it keeps tensors': [
      ({ x }) => {
        kept.push(tf.keep(tf.add(x, 2)));
        return { y: tf.add(x, 1) };
      },
      /it keeps tensors/,
    ],
  };
  let calls = 0;
  const kept: tf.Tensor[] = [];

  it.each(Object.entries(reasons))('%s', async (_, [run, reason]) => {
    const captured = capture(run);
    for (let i = 0; i < 6; i++) expect((await captured.call({ x: floats([1, 2, 3]) })).y).toHaveLength(3);
    expect(captured.refusal).toMatch(reason);
    expect(captured.replays).toBe(0);
    captured.dispose();
    tf.dispose(kept.splice(0));
  });
});

describe('an error', () => {
  it('of the function is thrown, and the next call goes on', async () => {
    let fails = false;
    const captured = capture<'x', 'y'>(({ x }) => {
      const y = tf.add(x, 1);
      if (fails) throw new RangeError('no');
      return { y };
    });
    const x = floats([1]);
    for (const failing of [false, true, true, false, false]) {
      fails = failing;
      const before = held();
      if (failing) await expect(captured.call({ x })).rejects.toThrow(RangeError);
      else expect((await captured.call({ x })).y[0]).toBe(2);
      expect(held()).toEqual(before);
    }
    expect((await captured.call({ x })).y[0]).toBe(2);
    expect(captured.replays).toBeGreaterThan(0);
    captured.dispose();
  });

  it('of a variable that is gone is that of the function', async () => {
    const other = tf.tidy(() => tf.variable(plugin.copy(tf.tensor1d([2]))));
    const captured = capture<'x', 'y'>(({ x }) => ({ y: tf.mul(x, other) }));
    for (let i = 0; i < 3; i++) expect((await captured.call({ x: floats([3]) })).y[0]).toBe(6);
    const before = allocated();
    other.dispose();
    for (let i = 0; i < 2; i++) await expect(captured.call({ x: floats([3]) })).rejects.toThrow(TypeError);
    expect(allocated()).toBeLessThanOrEqual(before);
    captured.dispose();
  });

  it('of memory for the recording is thrown once, and the function is called from then on', async () => {
    const captured = capture<'x', 'y'>(({ x }) => ({ y: tf.sum(tf.relu(tf.add(tf.square(x), 1))) }));
    const x = floats(Array.from({ length: 100_000 }, () => 1));
    for (let i = 0; i < 2; i++) expect((await captured.call({ x })).y[0]).toBe(200_000);
    await limit(100_000);
    await expect(captured.call({ x })).rejects.toThrow(OutOfMemoryError);
    await limit(Number.POSITIVE_INFINITY);
    for (let i = 0; i < 3; i++) expect((await captured.call({ x })).y[0]).toBe(200_000);
    expect(captured.refusal).toMatch(/no memory for the buffers of a recording/);
    captured.dispose();
  });

  it('of a lost device is named by the replay', async () => {
    const captured = capture(descend);
    const call = (): Promise<unknown> => captured.call({ x: rows(1), rate: rate(0.9) });
    for (let i = 0; i < 4; i++) await call();
    const { device } = backend();
    const pending = call().catch((error: unknown) => error);
    device.destroy();
    expect(await pending).toBeInstanceOf(DeviceLostError);
    await expect(call()).rejects.toThrow(DeviceLostError);
    captured.dispose();
    weight.dispose();
    await startOnAnyAdapter();
    weight = freshWeight();
    const again = capture(descend);
    const { loss } = await again.call({ x: rows(1), rate: rate(0.9) });
    expect(loss[0]).toBeCloseTo(new Reference().step(rows(1), 0.9), 4);
    again.dispose();
  });
});
