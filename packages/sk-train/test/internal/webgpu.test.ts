/** Training on WebGPU is the training of the other backends: losses, gradients, and what stays in memory. */
import '../../../../tools/swiftshader/load.mjs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { start as startWasm } from 'sk-backend-wasm/node';
import { start as startWebgpu } from 'sk-backend-webgpu/node';
import { type Batch, createModel, describeModel } from 'sk-models';
import { RandomStream, TrainStep } from 'sk-train';
import { beforeAll, describe, expect, it } from 'vitest';
import { tinyNetwork } from '../tinyNetwork.js';

const settings = { momentum: 0.9, nesterov: false, weightDecay: 1e-4, labelSmoothing: 0.1, accumulate: 1 };
const size = 16;
/** On a software adapter shaders are compiled and computed by the processor. */
const timeout = 3_600_000;
const networks = { plain: 'resnext_slim', SE: 'senet_slim', SK: 'sknet_slim' } as const;
/** One SK unit; SK_TEST_FULL=1 adds the slim networks, whose shaders take a minute, and twelve steps. */
const full = process.env['SK_TEST_FULL'] === '1';

const starts = {
  cpu: async () => void (await tf.setBackend('cpu')),
  wasm: () => startWasm(),
  webgpu: () => startWebgpu({ allowSoftware: true }),
} as const;

type BackendName = keyof typeof starts;

beforeAll(async () => {
  await starts.cpu();
});

const slim = (name: string) => (): LayersModel =>
  createModel(name, { inputShape: [size, size, 3], numClasses: 10, seed: 1 });

function batchFor(model: LayersModel, step: number, images = 4): Batch {
  const [, height, width, channels] = (model.inputs[0] as SymbolicTensor).shape.map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const classes = Number(model.outputs[0]?.shape[1]);
  const stream = new RandomStream(step + 1, 'data');
  return {
    images: Float32Array.from({ length: images * height * width * channels }, () => stream.uniform(-2, 2)),
    shape: [images, height, width, channels],
    labels: Int32Array.from({ length: images }, (_, i) => (i * 3 + step) % classes),
  };
}

interface Run {
  readonly losses: readonly number[];
  /** After the last step; with momentum from rest the first is minus the learning rate times the gradient's. */
  readonly velocities: readonly Float32Array[];
  /** After each step. */
  readonly memory: readonly tf.MemoryInfo[];
}

async function train(
  backend: BackendName,
  create: () => LayersModel,
  steps: number,
  learningRate = 0.01,
): Promise<Run> {
  await starts[backend]();
  const model = create();
  const step = new TrainStep(model, settings);
  try {
    const losses: number[] = [];
    const memory: tf.MemoryInfo[] = [];
    for (let i = 0; i < steps; i++) {
      losses.push((await step.run(batchFor(model, i), learningRate)).loss);
      memory.push(tf.memory());
    }
    const velocities: Float32Array[] = [];
    for (const velocity of step.optimizer.slots) velocities.push((await velocity.data()) as Float32Array);
    return { losses, velocities, memory };
  } finally {
    step.dispose();
    model.dispose();
  }
}

/** The largest difference of a tensor's values, over its largest value; the worst of all tensors. */
function gap(got: readonly Float32Array[], wanted: readonly Float32Array[]): number {
  expect(got.map(({ length }) => length)).toEqual(wanted.map(({ length }) => length));
  return Math.max(
    ...wanted.map((values, k) => {
      const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
      const apart = values.reduce(
        (most, v, i) => Math.max(most, Math.abs(v - (got[k] as Float32Array)[i]!)),
        0,
      );
      return apart / Math.max(largest, 1e-6);
    }),
  );
}

const joined = (arrays: readonly Float32Array[]): Float32Array =>
  Float32Array.from(arrays.flatMap((values) => [...values]));

async function expectGradientsOfCpu(create: () => LayersModel): Promise<void> {
  const [wanted, got] = [await train('cpu', create, 1), await train('webgpu', create, 1)];
  expect(got.losses[0]).toBeCloseTo(wanted.losses[0] as number, 5);
  expect(gap([joined(got.velocities)], [joined(wanted.velocities)])).toBeLessThan(1e-5);
  expect(gap(got.velocities, wanted.velocities)).toBeLessThan(1e-4);
}

it('one SK unit has the first loss and the gradients of cpu', { timeout }, () =>
  expectGradientsOfCpu(() => tinyNetwork({ softmax: true })),
);

describe.each(Object.entries(networks))('the slim %s network, %s, at 16x16', (_, name) => {
  it('has at most 5 million multiply-adds', () => {
    expect(describeModel(name, { inputShape: [size, size, 3] }).macs).toBeLessThanOrEqual(5e6);
  });

  if (full) {
    it('has the first loss and the gradients of cpu', { timeout }, () => expectGradientsOfCpu(slim(name)));
  }
});

if (full) {
  describe('twelve steps of the slim SK network at a learning rate of 0.01', () => {
    let wanted: Run;
    let got: Run;
    beforeAll(async () => {
      wanted = await train('wasm', slim('sknet_slim'), 12);
      got = await train('webgpu', slim('sknet_slim'), 12);
    }, timeout);

    it('have the losses of wasm within a thousandth, the first ten', () => {
      got.losses.slice(0, 10).forEach((loss, i) => {
        expect(Math.abs(loss / (wanted.losses[i] as number) - 1), `loss of step ${i + 1}`).toBeLessThan(1e-3);
      });
    });

    // The fourth step is the first replay, in buffers of its own.
    it('leave as many tensors, buffers and bytes of the GPU as the sixth', () => {
      expect(got.memory.at(-1)).toEqual(got.memory[5]);
    });
  });
}
