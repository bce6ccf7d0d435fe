/** Tests the notes about a run that goes on in another way than it began. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { type RunIdentity, writeCheckpoint } from 'sk-io/node';
import { TrainStep } from 'sk-train';
import { beforeAll, expect, it } from 'vitest';
import { resumeRun } from '../../src/commands/fit/resumeRun.js';
import { temporaryFolder } from '../imageFiles.js';
import { tinyClasses, tinyNetwork } from '../tinyNetwork.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const plain: RunIdentity = { recipeHash: '', classNames: tinyClasses, trainImages: 9, backend: 'cpu' };

/** Returns what is said where a run that began with one setting goes on with another. */
async function notes(before: boolean | undefined, now: boolean | undefined): Promise<readonly string[]> {
  const run = await temporaryFolder();
  const model = tinyNetwork();
  const settings = { momentum: 0.9, nesterov: false, weightDecay: 0, labelSmoothing: 0, accumulate: 1 };
  const step = new TrainStep(model, settings);
  const [counts, sums] = [
    { step: 3, epoch: 0, batch: 3, images: 6 },
    { lossSum: 1, correct: 1, seconds: 1, bestAccuracy: 0 },
  ];
  const checkpoint = { state: { ...counts, ...sums }, velocities: step.optimizer.slots, best: false };
  const folder = await writeCheckpoint(run, model, checkpoint, {
    identity: { ...plain, syncBatchNorm: before },
    keep: 1,
  });
  const said: string[] = [];
  const identity = { ...plain, syncBatchNorm: now };
  await resumeRun(run, folder, model, { identity, epochs: 2, note: (text) => said.push(text) });
  step.dispose();
  model.dispose();
  return said.filter((text) => !text.startsWith('resuming'));
}

it('batch norms that see another batch than before are told, and one process sees what it has', async () => {
  const text = (was: string, is: string): string =>
    `the run was trained ${was} --sync-batch-norm and goes on ${is} it: its batch norms see another batch`;
  expect(await notes(true, false)).toEqual([text('with', 'without')]);
  expect(await notes(false, true)).toEqual([text('without', 'with')]);
  for (const [before, now] of [
    [true, true],
    [undefined, true],
    [true, undefined],
  ] as const) {
    expect(await notes(before, now)).toEqual([]);
  }
});
