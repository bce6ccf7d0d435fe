/** Steps of training in a page, beside the same steps on tfjs's cpu backend. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { noise } from 'sk-conformance/check';
import { elementAt } from 'sk-core';
import { type Batch, createModel } from 'sk-models';
import { TrainStep } from 'sk-train';
import type { BackendInPage } from './backendInPage.js';
import type { Outcome } from './outcome.js';

const steps = 10;
const learningRate = 0.01;
const images = 8;
const classes = 10;
/**
 * Batch norm and ReLU make training chaotic: where few pixels are left, one more rounding at the start is a percent of the
 * loss after twenty steps. At this size, rounded otherwise, losses agree to 1e-4, and a wrong gradient shows at once.
 */
const inputShape = [48, 48, 3] as const;
const settings = { momentum: 0.5, nesterov: false, weightDecay: 5e-4, labelSmoothing: 0, accumulate: 1 };
const tolerance = 1e-3;

interface Trained {
  readonly losses: readonly number[];
  /** After each step. */
  readonly tensors: readonly number[];
}

export async function train(backend: BackendInPage): Promise<Outcome[]> {
  const device = await backend.start();
  const got = await trainHere(backend.guard);
  await tf.setBackend('cpu');
  const wanted = await trainHere((run) => run());
  const errors = got.losses.map((loss, k) => Math.abs(loss / elementAt(wanted.losses, k) - 1));
  const [first, last] = [elementAt(got.losses, 0), elementAt(got.losses, steps - 1)];
  const held = new Set(got.tensors);
  return [
    {
      fact: `${steps} steps of an SKNet have the losses of cpu within ${tolerance}`,
      holds: errors.length === steps && errors.every((error) => error < tolerance),
      seen: `on ${backend.name}, ${device}: worst relative difference ${Math.max(...errors).toExponential(1)}`,
    },
    { fact: 'the loss falls', holds: last < first, seen: `${first.toFixed(3)} to ${last.toFixed(3)}` },
    { fact: 'no step leaves a tensor', holds: held.size === 1, seen: `${[...held].join(', ')} tensors` },
  ];
}

async function trainHere(guard: BackendInPage['guard']): Promise<Trained> {
  const model = createModel('sknet_digits', {
    inputShape,
    numClasses: classes,
    widthMultiplier: 0.5,
    seed: 1,
  });
  const step = new TrainStep(model, settings);
  const [losses, tensors]: [number[], number[]] = [[], []];
  for (let k = 0; k < steps; k++) {
    const { loss } = await guard(() => step.run(batchOf(k), learningRate));
    losses.push(loss);
    tensors.push(tf.memory().numTensors);
    console.log(`${tf.getBackend()}: step ${k + 1} of ${steps}, loss ${loss.toFixed(4)}`);
    await new Promise((done) => setTimeout(done));
  }
  step.dispose();
  model.dispose();
  return { losses, tensors };
}

/** Waves whose length says the class, under noise. */
function batchOf(seed: number): Batch {
  const [height, width, channels] = inputShape;
  const labels = Int32Array.from({ length: images }, (_, i) => (i + seed) % classes);
  const pixels = noise([images, height, width, channels], seed + 1, { spread: 0.9 }).values.map(
    (value, i) => {
      const pixel = Math.floor(i / channels);
      const [x, y] = [pixel % width, Math.floor(pixel / width) % height];
      const frequency = elementAt(labels, Math.floor(pixel / (width * height))) + 1;
      return value + Math.sin(frequency * x * 0.4) + Math.cos(frequency * y * 0.3);
    },
  );
  return { images: Float32Array.from(pixels), shape: [images, height, width, channels], labels };
}
