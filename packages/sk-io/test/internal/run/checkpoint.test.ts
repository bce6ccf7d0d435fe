import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  latestValidCheckpoint,
  openSavedModel,
  type RunIdentity,
  readEma,
  readState,
  restoreWeights,
  writeCheckpoint,
} from 'sk-io/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyCheckpoint } from '../../../src/node/run/checkpointManifest.js';
import { bestCheckpoint } from '../../../src/node/run/savedCheckpoints.js';
import { temporaryFolder } from '../../support/temporaryFolder.js';
import { freshState, tinyNetwork, weightsOf } from '../../support/tinyNetwork.js';

const identity: RunIdentity = {
  recipeHash: 'abc',
  classNames: ['a', 'b', 'c'],
  trainImages: 9,
  backend: 'cpu',
};

function velocitiesFor(model: LayersModel): tf.Variable[] {
  return model.trainableWeights.map(({ shape }, i) =>
    tf.variable(tf.randomUniform(shape as number[], -1, 1, 'float32', i + 1)),
  );
}

/** Saves checkpoints of one model at these steps. */
async function saveAt(
  run: string,
  steps: readonly number[],
  { keep = 10, best = -1 } = {},
): Promise<{ model: LayersModel; velocities: tf.Variable[] }> {
  const model = tinyNetwork();
  const velocities = velocitiesFor(model);
  for (const step of steps) {
    const state = { ...freshState, step, epoch: 1, batch: 2, lossSum: 0.1 + 0.2, bestAccuracy: 0.5 };
    await writeCheckpoint(run, model, { state, velocities, best: step === best }, { identity, keep });
  }
  return { model, velocities };
}

const noDamage = (folder: string, reason: string) => {
  throw new Error(`${folder}: ${reason}`);
};

describe('a checkpoint', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('gives back weights, velocities and state to the bit', async () => {
    const run = await temporaryFolder();
    const { model, velocities } = await saveAt(run, [40]);
    const folder = await latestValidCheckpoint(run, noDamage);
    expect(folder).toBe(join(run, 'checkpoints', 'step-00000040'));
    const other = tinyNetwork();
    other.setWeights(other.weights.map((weight) => tf.zeros(weight.shape as number[])));
    const restored = await restoreWeights(folder as string, other);
    expect(weightsOf(other)).toEqual(weightsOf(model));
    expect(restored).toEqual(velocities.map((velocity) => velocity.dataSync()));
    expect(await readState(folder as string)).toMatchObject({
      ...identity,
      state: { step: 40, epoch: 1, batch: 2, lossSum: 0.1 + 0.2 },
    });
  });

  it('gives back an optimiser of several kinds of state, and the average of the weights, to the bit', async () => {
    const run = await temporaryFolder();
    const model = tinyNetwork();
    const velocities = [...velocitiesFor(model), ...velocitiesFor(model)];
    const all = model.layers.flatMap(({ weights }) => weights);
    const ema = all.map(({ shape }, i) => tf.randomUniform(shape as number[], -1, 1, 'float32', i + 50));
    const state = { ...freshState, step: 4 };
    const folder = await writeCheckpoint(
      run,
      model,
      { state, velocities, ema, best: true },
      { identity, keep: 1 },
    );
    expect(await verifyCheckpoint(folder)).toBeUndefined();
    const before = tf.memory().numTensors;
    const other = tinyNetwork();
    expect(await restoreWeights(folder, other)).toEqual(velocities.map((velocity) => velocity.dataSync()));
    expect(await readEma(folder, other)).toEqual(ema.map((average) => average.dataSync()));
    expect(weightsOf(other)).toEqual(weightsOf(model));
    for (const options of [{ ema: true }, { ema: true, best: true }]) {
      const averaged = (await openSavedModel(run, options)).model;
      const values = averaged.layers.flatMap(({ weights }) =>
        weights.map((weight) => weight.read().dataSync()),
      );
      expect(values).toEqual(ema.map((average) => average.dataSync()));
      averaged.dispose();
    }
    other.dispose();
    expect(tf.memory().numTensors).toBe(before);
    await expect(readEma(folder, tinyNetwork({ sk: false }))).rejects.toThrow(
      /ema\.bin: has \d+ bytes, the model wants/,
    );
    await truncate(join(folder, 'optimizer.bin'), 8);
    await expect(restoreWeights(folder, tinyNetwork())).rejects.toThrow(
      /optimizer\.bin: has 8 bytes, the model wants \d+, or up to 4 times as many/,
    );
  });

  it.each(['missing', 'changed in one bit'])('is damaged where its average is %s', async (how) => {
    const run = await temporaryFolder();
    const model = tinyNetwork();
    const ema = model.layers.flatMap(({ weights }) => weights.map((weight) => weight.read()));
    const state = { ...freshState, step: 4 };
    const checkpoint = { state, velocities: velocitiesFor(model), ema, best: false };
    const path = join(await writeCheckpoint(run, model, checkpoint, { identity, keep: 1 }), 'ema.bin');
    const bytes = readFileSync(path);
    bytes[5]! ^= 1;
    if (how === 'missing') await rm(path);
    else await writeFile(path, bytes);
    expect(await verifyCheckpoint(join(run, 'checkpoints', 'step-00000004'))).toBe(
      how === 'missing' ? 'ema.bin is missing' : 'ema.bin is not what was written',
    );
  });

  it('without an average, or with one that is not finite, is refused where the average is asked for', async () => {
    const run = await temporaryFolder();
    const { model, velocities } = await saveAt(run, [1]);
    const before = tf.memory().numTensors;
    await expect(openSavedModel(run, { ema: true })).rejects.toThrow(
      /has no average of the weights \(ema\.bin\): its run was trained without ema\. Leave --ema out/,
    );
    expect(tf.memory().numTensors).toBe(before);
    const ema = model.layers.flatMap(({ weights }) =>
      weights.map(({ shape }) => tf.fill(shape as number[], NaN)),
    );
    const state = { ...freshState, step: 2 };
    await writeCheckpoint(run, model, { state, velocities, ema, best: false }, { identity, keep: 1 });
    await expect(openSavedModel(run, { ema: true })).rejects.toThrow(/the average of \S+ is not finite/);
    (await openSavedModel(run, { ema: true, allowNonFinite: true })).model.dispose();
  });

  it('leaves no tensor behind when it is written and read', async () => {
    const run = await temporaryFolder();
    const { model, velocities } = await saveAt(run, [1]);
    const before = tf.memory().numTensors;
    const state = { ...freshState, step: 2 };
    const folder = await writeCheckpoint(
      run,
      model,
      { state, velocities, best: false },
      { identity, keep: 3 },
    );
    await restoreWeights(folder, model);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is the model that the run stands for', async () => {
    const run = await temporaryFolder();
    await saveAt(run, [9, 10]);
    const { folder, model } = await openSavedModel(run);
    expect(basename(folder)).toBe('step-00000010');
    model.dispose();
  });

  it('is kept as one of the last, or as the best', async () => {
    const run = await temporaryFolder();
    await saveAt(run, [1, 2, 3, 4, 5], { keep: 2, best: 2 });
    expect(readdirSync(join(run, 'checkpoints')).sort()).toEqual([
      'step-00000002',
      'step-00000004',
      'step-00000005',
    ]);
    expect(await bestCheckpoint(run)).toBe(join(run, 'checkpoints', 'step-00000002'));
  });

  it('replaces a damaged one of its step', async () => {
    const run = await temporaryFolder();
    await saveAt(run, [7]);
    await rm(join(run, 'checkpoints', 'step-00000007', 'state.json'));
    await saveAt(run, [7]);
    expect(await latestValidCheckpoint(run, noDamage)).toBe(join(run, 'checkpoints', 'step-00000007'));
  });

  it('does not fit another model', async () => {
    const run = await temporaryFolder();
    await saveAt(run, [7]);
    const folder = join(run, 'checkpoints', 'step-00000007');
    await expect(restoreWeights(folder, tinyNetwork({ sk: false }))).rejects.toThrow('not a checkpoint of');
  });
});

describe('latestValidCheckpoint', () => {
  const files = ['model.json', 'weights.bin', 'optimizer.bin', 'state.json', 'manifest.json'];

  it.each(files.flatMap((file) => ['missing', 'cut short', 'changed in one bit'].map((how) => [file, how])))(
    'passes over a checkpoint whose %s is %s',
    async (file, how) => {
      const run = await temporaryFolder();
      await saveAt(run, [9, 10]);
      const newest = join(run, 'checkpoints', 'step-00000010');
      const path = join(newest, file as string);
      const bytes = readFileSync(path);
      if (how === 'missing') await rm(path);
      if (how === 'cut short') await truncate(path, Math.floor(bytes.length / 2));
      if (how === 'changed in one bit') {
        // In a manifest, a flipped bit of a space would leave it as good as before: take a digit of a sum.
        const place =
          file === 'manifest.json' ? bytes.indexOf('"sha256": "') + 15 : Math.floor(bytes.length / 3);
        bytes[place]! ^= 1;
        await writeFile(path, bytes);
      }
      const told: string[] = [];
      const found = await latestValidCheckpoint(
        run,
        (folder, reason) => void told.push(`${basename(folder)}: ${reason}`),
      );
      expect(found).toBe(join(run, 'checkpoints', 'step-00000009'));
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(/^step-00000010: ./);
    },
  );

  it('finds nothing in a run without checkpoints, and passes over what is none', async () => {
    const run = await temporaryFolder();
    expect(await latestValidCheckpoint(run, noDamage)).toBeUndefined();
    await mkdir(join(run, 'checkpoints', '.step-00000012.new-99'), { recursive: true });
    await mkdir(join(run, 'checkpoints', 'mine'), { recursive: true });
    expect(await latestValidCheckpoint(run, noDamage)).toBeUndefined();
  });

  it('takes step 100,000,000 for newer than step 99,999,999', async () => {
    const run = await temporaryFolder();
    await saveAt(run, [99_999_999, 100_000_000]);
    expect(basename((await latestValidCheckpoint(run, noDamage)) as string)).toBe('step-100000000');
    expect(await verifyCheckpoint(join(run, 'checkpoints', 'step-99999999'))).toBeUndefined();
  });
});
