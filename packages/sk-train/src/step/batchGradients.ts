/** The forward and the backward pass over a batch, in one piece or in several. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt, releaseDuringBackward, withRandomStep } from 'sk-core';
import { equalParts } from '../data/equalParts.js';
import { divergence, type Teacher } from './distillation.js';
import type { LogitsModel } from './logitsModel.js';
import { meanCrossEntropy } from './loss/loss.js';
import type { TargetMixing } from './loss/mixing.js';
import { lossDivisor, type Targets, weightedLossSum } from './loss/weightedLoss.js';
import type { RunningAverages, WaitingAverages } from './runningAverages.js';
import { withFreedTape } from './tape.js';

/** A type alias, since tfjs's `tidy` looks into these and not into interfaces. */
export type BatchGradients = {
  /** In the order of the weights. */
  readonly gradients: tf.Tensor[];
  /** [2]: the mean loss and the number of hits. */
  readonly figures: tf.Tensor1D;
  /** One list for each part of the batch. No tidy disposes of their values. */
  readonly averages: readonly WaitingAverages[];
};

export interface GradientSettings {
  readonly labelSmoothing: number;
  /** A number for each class; by default the loss of all images counts alike. */
  readonly classWeights?: readonly number[] | undefined;
  readonly teacher?: Teacher | undefined;
  /** Parts that a batch is cut into; their gradients add up to the batch's, and one part at a time is in memory. */
  readonly accumulate: number;
  /** Parts of the batch that other ranks have before this one; 0. Random layers draw by the number of the part. */
  readonly firstPart?: number;
}

/** What a step reads. */
export type StepInputs = {
  /** [N, H, W, C] */
  readonly images: tf.Tensor4D;
  /** [N], int32 */
  readonly labels: tf.Tensor1D;
  /** The number of the step, as `stepNumber` makes it. */
  readonly step: tf.Tensor1D;
  /** The mixing of the targets, where the images are mixed. */
  readonly mixing?: TargetMixing;
};

type PartGradients = { readonly gradients: tf.Tensor[]; readonly figures: tf.Tensor1D };

/** Factors of the loss in the backward pass. The figures of a batch are those of the loss without them. */
export interface LossFactors {
  /** The share of a larger batch; 1. */
  readonly share?: number | tf.Tensor;
  /** The scale of mixed precision, a scalar on the device; none. */
  readonly scale?: tf.Tensor | undefined;
}

/** Computes the gradients of the mean loss of a batch, times factors. Nothing is held where this throws. */
export function batchGradients(
  view: LogitsModel,
  weights: readonly tf.Variable[],
  running: RunningAverages,
  settings: GradientSettings,
  { images, labels, step, mixing }: StepInputs,
  factors: LossFactors = {},
): BatchGradients {
  const averages: WaitingAverages[] = [];
  const [size] = images.shape;
  const parts = partsOf(size, settings.accumulate);
  const gradientsOf = ([start, end]: readonly [number, number], part: number): PartGradients =>
    tf.tidy(() => {
      const own =
        parts.length === 1
          ? ([images, labels] as const)
          : ([tf.slice(images, start, end - start), tf.slice(labels, start, end - start)] as const);
      const ownMixing = mixing && { ...mixing, labels: tf.slice(mixing.labels, start, end - start) };
      const ofLabels = labelLoss(
        { labels: own[1], mixing: ownMixing },
        { batch: { labels, mixing }, share: (end - start) / size },
        settings,
      );
      const loss = taughtLoss(ofLabels, own[0], settings.teacher);
      return withRandomStep({ step, part: (settings.firstPart ?? 0) + part }, () =>
        partGradients(view, weights, running, own, { of: loss, factors }, averages),
      );
    });
  try {
    const sum = tf.tidy(() =>
      withFreedTape(() =>
        parts.length === 1
          ? gradientsOf([0, size], 0)
          : parts.reduce<PartGradients | undefined>((former, part, i) => {
              const next = tf.tidy(() => {
                const share = (part[1] - part[0]) / size;
                const { gradients, figures } = gradientsOf(part, i);
                return add(former, {
                  gradients: gradients.map((gradient) => tf.mul(gradient, share)),
                  figures: tf.mul(figures, [share, 1]),
                });
              });
              if (former !== undefined) tf.dispose([...former.gradients, former.figures]);
              return next;
            }, undefined),
      ),
    ) as PartGradients;
    return { ...sum, averages };
  } catch (error) {
    disposeAverages(averages);
    throw error;
  }
}

/** Returns the loss of a part of a batch by its labels. The losses of all parts times their shares of the images add up to the batch's. */
function labelLoss(
  targets: Targets,
  { batch, share }: { readonly batch: Targets; readonly share: number },
  { labelSmoothing, classWeights }: GradientSettings,
): (logits: tf.Tensor2D) => tf.Scalar {
  if (classWeights === undefined) {
    return (logits) => meanCrossEntropy(logits, targets.labels, labelSmoothing, targets.mixing);
  }
  const divisor = tf.mul(lossDivisor(batch, classWeights), share);
  return (logits) => tf.div(weightedLossSum(logits, targets, classWeights, labelSmoothing), divisor);
}

/** Adds what a teacher says of the images, which is computed at once. */
function taughtLoss(
  ofLabels: (logits: tf.Tensor2D) => tf.Scalar,
  images: tf.Tensor4D,
  teacher: Teacher | undefined,
): (logits: tf.Tensor2D) => tf.Scalar {
  if (teacher === undefined) return ofLabels;
  const { alpha, temperature } = teacher;
  const wanted = teacher.logits(images);
  return (logits) =>
    tf.add(tf.mul(divergence(logits, wanted, temperature), alpha), tf.mul(ofLabels(logits), 1 - alpha));
}

/** Returns the parts of a batch of so many images, as [start, end]; fewer where there are fewer images. */
export const partsOf = (size: number, accumulate: number): readonly (readonly [number, number])[] => [
  ...equalParts(size, Math.min(accumulate, size)),
];

export const disposeAverages = (averages: readonly WaitingAverages[]): void =>
  tf.dispose(averages.flat().map(({ value }) => value));

function partGradients(
  view: LogitsModel,
  weights: readonly tf.Variable[],
  running: RunningAverages,
  [images, labels]: readonly [images: tf.Tensor4D, labels: tf.Tensor1D],
  loss: { readonly of: (logits: tf.Tensor2D) => tf.Scalar; readonly factors: LossFactors },
  waiting: WaitingAverages[],
): PartGradients {
  const figures: tf.Scalar[] = [];
  const shared = releaseDuringBackward(() => {
    const { result: logits, averages } = running.during(() => view.logits(images, true));
    waiting.push(averages);
    const whole = loss.of(logits);
    const isHit = tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32');
    figures.push(tf.keep(tf.clone(whole)), tf.keep(tf.sum(isHit)));
    const { share = 1, scale } = loss.factors;
    const shared = share === 1 ? whole : tf.mul(whole, share);
    return (scale === undefined ? shared : tf.mul(shared, scale)) as tf.Scalar;
  });
  try {
    const { grads } = tf.variableGrads(shared, [...weights]);
    // A weight that the loss does not reach has no gradient.
    const gradients = weights.map((weight) => grads[weight.name] ?? tf.zerosLike(weight));
    return { gradients, figures: tf.stack(figures) as tf.Tensor1D };
  } finally {
    tf.dispose(figures);
  }
}

function add(sum: PartGradients | undefined, part: PartGradients): PartGradients {
  if (sum === undefined) return part;
  return {
    gradients: sum.gradients.map((gradient, i) => tf.add(gradient, elementAt(part.gradients, i))),
    figures: tf.add(sum.figures, part.figures),
  };
}
