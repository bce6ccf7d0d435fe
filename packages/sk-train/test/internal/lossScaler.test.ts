/** The scale of the loss against torch.amp.GradScaler, on each backend that has kernels of its own for it. */
import '../../../../tools/swiftshader/load.mjs';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { start as startWasm } from 'sk-backend-wasm/node';
import { start as startWebgpu } from 'sk-backend-webgpu/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { LossScaler } from '../../src/optim/lossScaler.js';
import type { LossScale } from '../../src/recipe/optimizer.js';

interface Case {
  readonly settings: Partial<LossScale>;
  /** A letter for each step: g for finite gradients, i for one that is infinite, n for NaN. */
  readonly steps: string;
  readonly states: readonly (readonly number[])[];
}

/** Written by tools/golden/write_grad_scaler.py. */
const { cases } = JSON.parse(
  readFileSync(new URL('../data/golden/gradScaler.json', import.meta.url), 'utf8'),
) as { readonly cases: Readonly<Record<string, Case>> };

const bad: Readonly<Record<string, number>> = { i: Number.NEGATIVE_INFINITY, n: Number.NaN };

/** Takes a step of the scaler, and returns the gradients as the optimiser gets them. */
async function step(scaler: LossScaler, kind: string, gate?: number): Promise<number[]> {
  const scale = scaler.scale();
  const loss = tf.tidy(() => tf.mul(scale, tf.tensor2d([1, -2, 3, bad[kind] ?? 0.5], [2, 2])));
  const others = [tf.zeros([0]), tf.ones([5000])];
  const { gradients, finite } = scaler.unscaled([...others, loss]);
  const may = gate === undefined ? undefined : tf.tensor1d([gate]);
  const next = scaler.next(finite, may);
  scaler.state.assign(next);
  const values = [...((await gradients.at(-1)?.data()) ?? [])];
  tf.dispose([scale, loss, ...others, ...gradients, finite, next, ...(may ? [may] : [])]);
  return values;
}

const backends = {
  cpu: async () => void (await tf.setBackend('cpu')),
  wasm: () => startWasm(),
  webgpu: () => startWebgpu({ allowSoftware: true }),
};

describe.each(Object.entries(backends))('on %s', (_, start) => {
  beforeAll(start);

  it.each(Object.entries(cases))('follows GradScaler with %s', async (__, { settings, steps, states }) => {
    const before = tf.memory().numTensors;
    const scaler = new LossScaler(settings);
    const found: number[][] = [];
    for (const kind of steps) {
      const gradients = await step(scaler, kind);
      if (kind === 'g') expect(gradients.map(Math.fround)).toEqual([1, -2, 3, 0.5].map(closeTo));
      const { scale, goodSteps, skippedSteps } = await scaler.read();
      found.push([scale, goodSteps, skippedSteps]);
    }
    expect(found).toEqual(states.map(([scale = 0, ...counts]) => [closeTo(scale), ...counts]));
    expect(states.length).toBeGreaterThan(5);
    scaler.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stays as it is where the gate is closed, and goes on from where another has stopped', async () => {
    const scaler = new LossScaler({ interval: 3 }, { scale: 8, goodSteps: 1, skippedSteps: 5 });
    await step(scaler, 'g', 0);
    await step(scaler, 'i', 0);
    expect(await scaler.read()).toEqual({ scale: 8, goodSteps: 1, skippedSteps: 5 });
    await step(scaler, 'g', 1);
    await step(scaler, 'g');
    expect(await scaler.read()).toEqual({ scale: 16, goodSteps: 0, skippedSteps: 5 });
    scaler.dispose();
  });

  it('grows no scale whose inverse would be no normal number', async () => {
    const scaler = new LossScaler({ start: 2 ** 125, interval: 1 });
    const scales: number[] = [];
    for (let i = 0; i < 3; i++) {
      await step(scaler, 'g');
      scales.push((await scaler.read()).scale);
    }
    expect(scales).toEqual([2 ** 126, 2 ** 126, 2 ** 126]);
    scaler.dispose();
  });
});

/** float32 beside the float64 of the scaler in PyTorch, and the division of a device. */
const closeTo = (value: number) => expect.closeTo(value, 5 - Math.ceil(Math.log10(Math.abs(value) + 1)));
