/** Recorded functions beside variables: what they assign, what is assigned to them, and who shares their buffers. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { OutOfMemoryError, plugin } from 'sk-backend-webgpu';
import type { Capture, CapturedFunction } from 'sk-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startOnAnyAdapter } from './support/adapter.js';
import { countCalls } from './support/countCalls.js';

const backend = (): WebGPUBackend => tf.backend() as WebGPUBackend;
const capture = <I extends string, O extends string>(run: CapturedFunction<I, O>): Capture<I, O> =>
  plugin.capture(run);

/** On the device: values that the host has are uploaded by the first call, which then differs from the second. */
const fresh = (...values: readonly number[]): tf.Variable =>
  tf.tidy(() => tf.variable(plugin.copy(tf.tensor1d([...values]))));

const valuesOf = async (tensor: tf.Tensor): Promise<number[]> => [...(await tensor.data())];

/** Runs with an input of numbers, and returns an output's. */
async function runWith<O extends string>(
  captured: Capture<'x', O>,
  output: O,
  ...values: readonly number[]
): Promise<number[]> {
  const x = tf.tensor1d([...values]);
  const outputs = captured.run({ x });
  const found = await valuesOf(outputs[output]);
  tf.dispose([x, ...Object.values<tf.Tensor>(outputs)]);
  return found;
}

let numTensors: number;
let weight: tf.Variable;
let sum: tf.Variable;

/** Assigns to both variables, as optimizers of TensorFlow.js do; all numbers are small and whole. */
const assign: CapturedFunction<'x', 'before'> = ({ x }) => {
  const before = tf.mul(weight, 1);
  sum.assign(tf.add(sum, x));
  weight.assign(tf.sub(weight, tf.mul(sum, 2)));
  return { before };
};

/** The same on the host. */
class Reference {
  weight = [8, -4];
  sum = [0, 1];

  step(x: readonly number[]): number[] {
    const before = this.weight;
    this.sum = this.sum.map((value, i) => value + (x[i] ?? Number.NaN));
    this.weight = this.weight.map((value, i) => value - 2 * (this.sum[i] ?? Number.NaN));
    return before;
  }

  async check(): Promise<void> {
    expect(await valuesOf(weight)).toEqual(this.weight);
    expect(await valuesOf(sum)).toEqual(this.sum);
  }
}

beforeAll(startOnAnyAdapter);

beforeEach(() => {
  numTensors = tf.memory().numTensors;
  weight = fresh(8, -4);
  sum = fresh(0, 1);
});

afterEach(() => {
  tf.dispose([weight, sum]);
  expect(tf.memory().numTensors).toBe(numTensors);
});

describe('a function that assigns to variables', () => {
  it('is replayed from the third call on, and the variables have what it assigned', async () => {
    const captured = capture(assign);
    const reference = new Reference();
    for (let i = 0; i < 6; i++) {
      expect(await runWith(captured, 'before', i, 1)).toEqual(reference.step([i, 1]));
      await reference.check();
    }
    expect(captured.refusal).toBeUndefined();
    expect(captured.replays).toBe(4);
    captured.dispose();
    expect(await runWith(capture(assign), 'before', 1, 1)).toEqual(reference.step([1, 1]));
    await reference.check();
  });

  it('takes tensors of the device and of the host, and values, and leaves its inputs as they are', async () => {
    const captured = capture(assign);
    const reference = new Reference();
    const onDevice = tf.tidy(() => plugin.copy(tf.tensor1d([3, 4])));
    for (let i = 0; i < 4; i++) {
      const { before } = captured.run({ x: onDevice });
      expect(await valuesOf(before)).toEqual(reference.step([3, 4]));
      before.dispose();
      expect(await runWith(captured, 'before', i, 2)).toEqual(reference.step([i, 2]));
      const values = { values: Float32Array.of(5, i), shape: [2] };
      expect([...(await captured.call({ x: values })).before]).toEqual(reference.step([5, i]));
      await reference.check();
    }
    expect(await valuesOf(onDevice)).toEqual([3, 4]);
    expect(captured.replays).toBe(10);
    onDevice.dispose();
    captured.dispose();
  });

  it('makes one encoder, one pass and one submission, writes what only the host has, and nothing else', async () => {
    const captured = capture(assign);
    const onDevice = tf.tidy(() => plugin.copy(tf.tensor1d([3, 4])));
    for (let i = 0; i < 4; i++) captured.run({ x: onDevice }).before.dispose();
    const onHost = tf.tensor1d([1, 2]);
    for (const [x, writes] of [
      [onDevice, {}],
      [onHost, { writeBuffer: 1 }],
    ] as const) {
      const { counts, restore } = countCalls(backend());
      const { before } = captured.run({ x });
      restore();
      expect(counts).toEqual({ createCommandEncoder: 1, beginComputePass: 1, submit: 1, ...writes });
      before.dispose();
    }
    expect(captured.replays).toBe(4);
    captured.dispose();
    tf.dispose([onDevice, onHost]);
  });

  it('goes on after others have assigned, cloned and swapped the variables, and leaves the clones', async () => {
    const captured = capture(assign);
    const reference = new Reference();
    const step = async (): Promise<void> => {
      expect(await runWith(captured, 'before', 1, 2)).toEqual(reference.step([1, 2]));
      await reference.check();
    };
    for (let i = 0; i < 3; i++) await step();
    const clone = tf.clone(weight);
    const kept = reference.weight;
    tf.tidy(() => weight.assign(tf.tensor1d([5, 6])));
    reference.weight = [5, 6];
    for (let i = 0; i < 2; i++) await step();
    expect(await valuesOf(clone)).toEqual(kept);
    const [one, other] = [tf.clone(weight), tf.clone(sum)];
    weight.assign(other);
    sum.assign(one);
    tf.dispose([one, other]);
    [reference.weight, reference.sum] = [reference.sum, reference.weight];
    for (let i = 0; i < 2; i++) await step();
    weight.assign(sum);
    reference.weight = reference.sum;
    for (let i = 0; i < 2; i++) await step();
    expect(captured.replays).toBe(7);
    clone.dispose();
    captured.dispose();
  });

  it('has one buffer for each variable, whatever the shapes of its inputs', async () => {
    const wide = fresh(...Array.from({ length: 40_000 }, () => 1));
    const { bufferManager } = backend();
    const run = async (shapes: readonly number[]): Promise<number> => {
      const captured = capture<'x', 'y'>(({ x }) => {
        wide.assign(tf.add(wide, tf.sum(x)));
        return { y: tf.slice(wide, 0, 1) };
      });
      let replays = 0;
      for (let i = 0; i < 4; i++) {
        for (const shape of shapes) {
          await runWith(captured, 'y', ...Array.from({ length: shape }, () => 0));
          if (i > 1) replays++;
        }
      }
      expect(captured.replays).toBe(replays);
      const used = bufferManager.numBytesUsed;
      captured.dispose();
      return used - bufferManager.numBytesUsed;
    };
    const [one, three] = [await run([2]), await run([2, 3, 4])];
    expect(three - one).toBeLessThan(160_000);
    wide.dispose();
  });

  it('may assign what it was given, and return what a variable was', async () => {
    const captured = capture<'x', 'old'>(({ x }) => {
      const old = tf.clone(weight);
      weight.assign(x as tf.Tensor1D);
      return { old };
    });
    let last = [8, -4];
    for (let i = 1; i < 6; i++) {
      expect(await runWith(captured, 'old', i, -i)).toEqual(last);
      last = [i, -i];
      expect(await valuesOf(weight)).toEqual(last);
    }
    captured.dispose();
  });
});

describe('variables that share a buffer', () => {
  it('are told apart when one of them gets other values', async () => {
    for (const read of [0, 1] as const) {
      const shared = tf.tidy(() => plugin.copy(tf.tensor1d([1, 2])));
      const pair = [tf.variable(shared), tf.variable(shared)] as const;
      shared.dispose();
      const captured = capture<'x', 'y'>(({ x }) => ({ y: tf.add(x, pair[read]) }));
      for (let i = 0; i < 4; i++) expect(await runWith(captured, 'y', i, i)).toEqual([1 + i, 2 + i]);
      expect(captured.replays).toBe(2);
      tf.tidy(() => pair[0].assign(plugin.copy(tf.tensor1d([10, 20]))));
      const [a, b] = read === 0 ? [10, 20] : [1, 2];
      for (let i = 0; i < 4; i++) expect(await runWith(captured, 'y', i, i)).toEqual([a + i, b + i]);
      captured.dispose();
      tf.dispose([...pair]);
    }
  });

  it('may be a clone that the function reads', async () => {
    const clone = tf.clone(weight);
    const captured = capture<'x', 'y'>(({ x }) => ({ y: tf.add(x, clone) }));
    for (let i = 0; i < 4; i++) expect(await runWith(captured, 'y', i, i)).toEqual([8 + i, i - 4]);
    tf.tidy(() => weight.assign(plugin.copy(tf.tensor1d([10, 20]))));
    for (let i = 0; i < 4; i++) expect(await runWith(captured, 'y', i, i)).toEqual([8 + i, i - 4]);
    clone.dispose();
    captured.dispose();
  });
});

describe('a function is called each time, with the reason,', () => {
  const reasons: Record<string, readonly [CapturedFunction<'x', 'y'>, RegExp]> = {
    'where it assigns a tensor that it has not made': [
      ({ x }) => {
        weight.assign(calls++ % 2 === 0 ? sum : before);
        return { y: tf.add(x, weight) };
      },
      /it assigns a tensor that it has not made/,
    ],
    'where it assigns to another variable at each call': [
      ({ x }) => {
        const y = tf.add(x, 1);
        [weight, sum][calls++ % 2]?.assign(y as tf.Tensor1D);
        return { y: tf.add(x, 2) };
      },
      /it assigns other tensors to variables at each run/,
    ],
    'where it draws on the host, even if that is the same by chance': [
      ({ x }) => ({ y: tf.add(x, Math.floor(Math.random() / 2)) }),
      /it draws random numbers on the host/,
    ],
  };
  let calls = 0;
  let before: tf.Tensor1D;

  it.each(Object.entries(reasons))('%s', async (_, [run, reason]) => {
    before = tf.tidy(() => plugin.copy(tf.tensor1d([1, 2]))) as tf.Tensor1D;
    const captured = capture(run);
    for (let i = 0; i < 6; i++) expect(await runWith(captured, 'y', 1, 2)).toHaveLength(2);
    expect(captured.refusal).toMatch(reason);
    expect(captured.replays).toBe(0);
    captured.dispose();
    before.dispose();
  });
});

it('variables of one size that get values of the host between replays have each its own', async () => {
  const variables = [fresh(1, 2), fresh(3, 4), fresh(5, 6)];
  const captured = capture(({ x }: { x: tf.Tensor }) => ({ y: tf.add(x, tf.concat(variables)) }));
  const sums = (): Promise<number[]> => runWith(captured, 'y', 0, 0, 0, 0, 0, 0);
  for (let i = 0; i < 3; i++) expect(await sums()).toEqual([1, 2, 3, 4, 5, 6]);
  tf.tidy(() => {
    for (const [i, variable] of variables.entries()) variable.assign(tf.tensor1d([10 * i, 10 * i + 1]));
  });
  const { replays } = captured;
  expect(await sums()).toEqual([0, 1, 10, 11, 20, 21]);
  expect(captured.replays).toBe(replays + 1);
  expect(await Promise.all(variables.map(valuesOf))).toEqual([
    [0, 1],
    [10, 11],
    [20, 21],
  ]);
  captured.dispose();
  tf.dispose(variables);
});

it('variables keep their values where memory ends while they are moved', async () => {
  const variables = [fresh(1, 2), fresh(3, 4)];
  const captured = capture(({ x }: { x: tf.Tensor }) => {
    for (const variable of variables) variable.assign(tf.add(variable, x));
    return { y: tf.concat(variables) };
  });
  for (let i = 0; i < 4; i++) await runWith(captured, 'y', 0, 0);
  expect(captured.replays).toBeGreaterThan(0);
  const clones = variables.map((variable) => tf.clone(variable));
  tf.tidy(() => {
    for (const variable of variables) variable.assign(plugin.copy(tf.mul(variable, 10)));
  });
  const { bufferManager } = backend();
  const acquire = bufferManager.acquireBuffer.bind(bufferManager);
  let asked = 0;
  const spy = vi.spyOn(bufferManager, 'acquireBuffer').mockImplementation((...request) => {
    asked++;
    // Its first buffer is that of the output, the second holds the first clone.
    if (asked === 3) throw new OutOfMemoryError('capture', 8, 0, 'no room for a clone');
    return acquire(...request);
  });
  const x = tf.tensor1d([1, 1]);
  expect(() => captured.run({ x })).toThrow(OutOfMemoryError);
  spy.mockRestore();
  expect(await Promise.all(variables.map(valuesOf))).toEqual([
    [10, 20],
    [30, 40],
  ]);
  expect(await Promise.all(clones.map(valuesOf))).toEqual([
    [1, 2],
    [3, 4],
  ]);
  captured.dispose();
  tf.dispose([x, ...clones, ...variables]);
});
