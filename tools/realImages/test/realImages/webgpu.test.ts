/**
 * Training on WebGPU, on images of CIFAR-10: the losses of wasm, a run taken up again, and 120 steps of an SK unit that
 * leave nothing behind. On SwiftShader, so images and batches are small.
 */
import '../../../swiftshader/load.mjs';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { start as startWebgpu } from 'sk-backend-webgpu/node';
import type { Batch } from 'sk-models';
import { SkConv2D } from 'sk-models/layers';
import { TrainStep } from 'sk-train';
import { DecodePool, findTrainingData, openTrainingData } from 'sk-train/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cifarArchive, unpack } from '../../archives.js';
import { type Finished, lossesOf, runCommand } from '../../command.js';
import { firstOfEach } from '../../firstOfEach.js';

const work = mkdtempSync(join(tmpdir(), 'sk-webgpu-images-'));
const data = join(work, 'some');

beforeAll(() => void firstOfEach(unpack(cifarArchive, join(work, 'all')), data, { train: 8, test: 2 }));
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('sk-train fit --backend webgpu', () => {
  const onGpu = ['--backend', 'webgpu', '--allow-software'];
  const fit = (run: string, steps: number, ...options: string[]): Promise<Finished> =>
    runCommand(
      'sk-train',
      [
        ...['fit', '--data', data, '--out', join(work, run), '--model', 'sknet_slim', '--image-size', '16'],
        ...['--batch-size', '8', '--epochs', '1', '--lr', '0.01', '--seed', '1', '--log-every', '1'],
        ...['--max-steps', `${steps}`, ...options],
      ],
      { gpu: true },
    );
  const furthest = (got: readonly number[], wanted: readonly number[]): number =>
    Math.max(...wanted.map((loss, i) => Math.abs((got[i] ?? Number.NaN) / loss - 1)));

  it('refuses a software adapter unless it is allowed', async () => {
    expect((await fit('refused', 1, '--backend', 'webgpu')).code).toBe(2);
  });

  it('has the losses of wasm in steps 1 to 10 within 1e-3', async () => {
    const onWasm = await fit('wasm', 10, '--backend', 'wasm');
    expect(onWasm.code, onWasm.stderr).toBe(0);
    const gpu = await fit('gpu', 10, ...onGpu, '--checkpoint-every', '5');
    expect(gpu.code, gpu.stderr).toBe(0);
    expect(lossesOf(join(work, 'gpu'))).toHaveLength(10);
    expect(furthest(lossesOf(join(work, 'gpu')), lossesOf(join(work, 'wasm')))).toBeLessThan(1e-3);
  });

  it('goes on after step 5 with the losses of a run in one piece', async () => {
    // As if the process had died after step 5.
    cpSync(join(work, 'gpu'), join(work, 'parts'), { recursive: true });
    rmSync(join(work, 'parts', 'checkpoints', 'step-00000010'), { recursive: true });
    const { code, stdout, stderr } = await fit('parts', 10, ...onGpu, '--resume');
    expect(code, stderr).toBe(0);
    expect(stdout + stderr).toMatch(/resuming .*step 5,/);
    expect(lossesOf(join(work, 'parts'))).toHaveLength(10);
    expect(furthest(lossesOf(join(work, 'parts')), lossesOf(join(work, 'gpu')))).toBeLessThan(1e-5);
  });
});

describe('a training step on webgpu', () => {
  const settings = { momentum: 0.9, nesterov: false, weightDecay: 1e-4, labelSmoothing: 0, accumulate: 1 };

  /** One SK unit: a step of it takes a fraction of a second. */
  function oneUnit(size: number): LayersModel {
    const unit = new SkConv2D({
      filters: 16,
      branches: [1, 2].map((dilation) => ({ kernelSize: 3, dilation, groups: 1 })),
      inputShape: [size, size, 3],
      strides: 2,
      seed: 1,
    });
    const classifier = layers.dense({ units: 10, activation: 'softmax' });
    return sequential({ layers: [unit, layers.globalAveragePooling2d({}), classifier] });
  }

  /** Returns batches of eight images. */
  async function readBatches(): Promise<readonly Batch[]> {
    const preprocessing = {
      size: [16, 16],
      channels: 3,
      mean: [0.5, 0.5, 0.5],
      std: [0.25, 0.25, 0.25],
      cropFraction: 1,
      interpolation: 'bilinear',
    } as const;
    const pool = new DecodePool(0);
    const opening = { preprocessing, pool, maxUnreadable: 0, onUnreadable: () => undefined };
    const dataset = await openTrainingData(await findTrainingData(data), { kind: 'none' }, 1, opening);
    await pool.close();
    const batches: Batch[] = [];
    for await (const batch of dataset.batches({ batchSize: 8, epoch: 0 })) batches.push(batch);
    return batches;
  }

  it('leaves tensors and bytes of the GPU the same after 60, 80, 100 and 120 steps', async () => {
    await startWebgpu({ allowSoftware: true });
    const [step, batches] = [new TrainStep(oneUnit(16), settings), await readBatches()];
    const seen: string[] = [];
    for (let i = 1; i <= 120; i++) {
      await step.run(batches[i % batches.length] as Batch, 0.01);
      if (i >= 60 && i % 20 === 0) seen.push(JSON.stringify(tf.memory()));
    }
    expect(seen).toHaveLength(4);
    expect(new Set(seen).size, seen.join('\n')).toBe(1);
  });
});
