/** One optimiser step: forward, loss, backward and update over a batch, in one piece or in several. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, elementAt, releaseDuringBackward } from 'sk-core';
import { type Batch, ModelError } from 'sk-models';
import { equalParts } from '../data/equalParts.js';
import { recipeNames } from '../recipe/recipe.js';
import { allFinite, checkBatch } from './checkBatch.js';
import { type LogitsModel, logitsModel } from './logitsModel.js';
import { meanCrossEntropy } from './loss.js';
import { Momentum, type MomentumSettings } from './momentum.js';
import { RunningAverages } from './runningAverages.js';
import { withFreedTape } from './tape.js';

export interface TrainStepSettings extends MomentumSettings {
  readonly labelSmoothing: number;
  /** Parts that a batch is cut into; their gradients add up to the batch's, and one part at a time is in memory. */
  readonly accumulate: number;
  /**
   * Batches that the running averages of batch norms have seen since their start: 0 for a new model, whose averages are
   * then corrected for their start. By default they are left alone, for they may have come with the weights.
   */
  readonly averagedBatches?: number | undefined;
}

export interface StepResult {
  /** Mean over the batch, in nats, with label smoothing; NaN for a batch with an image that is not finite. */
  readonly loss: number;
  /** Images whose class had the highest score. */
  readonly correct: number;
  readonly images: number;
}

const settingNames: Readonly<Record<keyof TrainStepSettings, unknown>> = {
  ...recipeNames,
  averagedBatches: true,
};

/** A type alias, since tfjs's `tidy` looks into these and not into interfaces. */
type PartResult = {
  gradients: tf.Tensor[];
  /** [2]: the mean loss and the number of hits. */
  figures: tf.Tensor;
};

/**
 * Trains the weights of a model that are trainable now, in place: after `unfreeze` make another. Holds the optimiser's
 * state; `dispose` frees it.
 */
export class TrainStep {
  readonly optimizer: Momentum;
  readonly #settings: TrainStepSettings;
  readonly #view: LogitsModel;
  readonly #averages: RunningAverages;

  /**
   * @param settings these alone, or a whole recipe
   * @throws ModelError for a model that is no classifier, and for one with nothing to learn; OptionError for a setting
   * that no recipe has
   */
  constructor(model: LayersModel, settings: TrainStepSettings) {
    checkOptions('TrainStep: settings', settings, settingNames);
    const view = logitsModel(model);
    if (view.model.trainableWeights.length === 0) {
      throw new ModelError(`"${model.name}" has no trainable weight: unfreeze(model), or a part of it`);
    }
    const { averagedBatches, ...momentum } = settings;
    this.#settings = settings;
    this.#view = view;
    this.#averages = new RunningAverages(view.model, averagedBatches);
    this.optimizer = new Momentum(view.model, momentum);
  }

  /**
   * Changes the weights, the velocities and the running statistics, all of them or none: where the loss is not finite,
   * and where this throws, they stay as they are, and no tensor is held.
   *
   * @throws DataError for images of another size than the model's, and for a label of no class
   */
  async run(batch: Batch, learningRate: number): Promise<StepResult> {
    checkBatch(this.#view, batch);
    // The copies share their buffers with the statistics until these move.
    const statistics = this.#view.model.nonTrainableWeights.map((weight) => weight.read() as tf.Variable);
    const before = statistics.map((variable) => tf.clone(variable));
    const { batches } = this.#averages;
    let changed = false;
    try {
      const result = await this.#attempt(batch, learningRate);
      changed = Number.isFinite(result.loss);
      return result;
    } finally {
      if (!changed) {
        for (const [i, copy] of before.entries()) elementAt(statistics, i).assign(copy);
        this.#averages.goBackTo(batches);
      }
      tf.dispose(before);
    }
  }

  async #attempt(batch: Batch, learningRate: number): Promise<StepResult> {
    const { gradients, figures } = tf.tidy(() => withFreedTape(() => this.#batchGradients(batch)));
    try {
      const pending = figures.data();
      const finite = allFinite(batch.images);
      const values = await pending;
      const loss = finite ? elementAt(values, 0) : Number.NaN;
      if (Number.isFinite(loss)) this.optimizer.apply(gradients, learningRate);
      return { loss, correct: elementAt(values, 1), images: batch.labels.length };
    } finally {
      tf.dispose([...gradients, figures]);
    }
  }

  /** Batches that the running averages have seen since their start, where they are corrected for it. */
  get averagedBatches(): number | undefined {
    return this.#averages.batches;
  }

  dispose(): void {
    this.optimizer.dispose();
  }

  #batchGradients(batch: Batch): PartResult {
    const parts = splitBatch(batch, this.#settings.accumulate);
    if (parts.length === 1) return this.#partGradients(batch);
    return parts.reduce<PartResult | undefined>((sum, part) => {
      const next = tf.tidy(() => {
        const share = part.labels.length / batch.labels.length;
        const { gradients, figures } = this.#partGradients(part);
        return add(sum, {
          gradients: gradients.map((gradient) => tf.mul(gradient, share)),
          figures: tf.mul(figures, [share, 1]),
        });
      });
      if (sum !== undefined) tf.dispose([...sum.gradients, sum.figures]);
      return next;
    }, undefined) as PartResult;
  }

  #partGradients({ images, shape, labels }: Batch): PartResult {
    return tf.tidy(() => {
      const x = tf.tensor(images, [...shape], 'float32');
      const classes = tf.tensor1d(labels, 'int32');
      const hits: tf.Scalar[] = [];
      const loss = releaseDuringBackward(() => {
        const logits = this.#averages.during(() => this.#view.logits(x, true));
        hits.push(tf.keep(tf.sum(tf.cast(tf.equal(tf.argMax(logits, 1), classes), 'float32'))));
        return meanCrossEntropy(logits, classes, this.#settings.labelSmoothing);
      });
      try {
        const { value, grads } = tf.variableGrads(loss, [...this.optimizer.weights]);
        const figures = tf.stack([value, ...hits]);
        // A weight that the loss does not reach has no gradient.
        const gradients = this.optimizer.weights.map((weight) => grads[weight.name] ?? tf.zerosLike(weight));
        return { gradients, figures };
      } finally {
        tf.dispose(hits);
      }
    });
  }
}

function add(sum: PartResult | undefined, part: PartResult): PartResult {
  if (sum === undefined) return part;
  return {
    gradients: sum.gradients.map((gradient, i) => tf.add(gradient, elementAt(part.gradients, i))),
    figures: tf.add(sum.figures, part.figures),
  };
}

/** Returns a batch in `count` parts whose sizes differ by one image at most, fewer where there are fewer images. */
export function splitBatch(batch: Batch, count: number): Batch[] {
  const [size, height, width, channels] = batch.shape;
  const pixels = height * width * channels;
  return Array.from(equalParts(size, Math.min(count, size)), ([start, end]) => ({
    images: batch.images.subarray(start * pixels, end * pixels),
    shape: [end - start, height, width, channels],
    labels: batch.labels.subarray(start, end),
  }));
}
