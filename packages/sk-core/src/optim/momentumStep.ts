/** Stochastic gradient descent with momentum, in place where the backend's plug-in can do that. */
import * as tf from '@tensorflow/tfjs-core';
import { checkOptions, type OptionNames } from '../contract/checkOptions.js';
import { elementAt } from '../contract/elementAt.js';
import { pluginOf } from '../contract/plugins.js';
import { ShapeError } from '../contract/shapeError.js';
import type { MomentumStep } from '../contract/types.js';
import { checkNumber, readNumber } from './deviceNumber.js';

const stepNames: OptionNames<MomentumStep> = {
  weights: true,
  velocities: true,
  gradients: true,
  weightDecays: true,
  learningRate: true,
  momentum: true,
  nesterov: true,
};

/**
 * Changes weights and velocities by one step of SGD as PyTorch defines it. For each weight w with velocity v and
 * gradient g: g += decay * w; v = momentum * v + g; w -= learningRate * v, or learningRate * (g + momentum * v) with
 * `nesterov`.
 *
 * @throws ShapeError where the lists differ in length or a shape differs from its weight's.
 */
export function momentumStep(step: MomentumStep): void {
  check(step);
  const plugin = pluginOf();
  if (plugin?.momentumStep === undefined) momentumStepComposite(step);
  else plugin.momentumStep(step);
}

/** Does {@link momentumStep} with stock tfjs ops. */
export function momentumStepComposite(step: MomentumStep): void {
  const { momentum, nesterov } = step;
  tf.tidy(() => {
    const { number: learningRate, kept } = readNumber(step.learningRate);
    const next = weightSteps(step).map(({ weight, velocity, gradient, decay }) => {
      const g = decay === 0 ? gradient : tf.add(gradient, tf.mul(weight, decay));
      const v = tf.add(tf.mul(velocity, momentum), g);
      const direction = nesterov ? tf.add(g, tf.mul(v, momentum)) : v;
      const w = tf.sub(weight, tf.mul(direction, learningRate));
      return { weight, velocity, v: kept(velocity, v), w: kept(weight, w) };
    });
    // All values are there before the first is assigned: an error changes no weight.
    for (const { weight, velocity, v, w } of next) {
      velocity.assign(v);
      weight.assign(w);
    }
  });
}

/** The part of a {@link MomentumStep} that belongs to one weight. */
export interface WeightStep {
  readonly weight: tf.Variable;
  readonly velocity: tf.Variable;
  readonly gradient: tf.Tensor;
  /** 0 where there is no decay. */
  readonly decay: number;
}

/**
 * Returns the steps of the weights, in their order.
 *
 * @throws RangeError where a list of the step is shorter than that of the weights.
 */
export function weightSteps({ weights, velocities, gradients, weightDecays }: MomentumStep): WeightStep[] {
  return weights.map((weight, i) => ({
    weight,
    velocity: elementAt(velocities, i),
    gradient: elementAt(gradients, i),
    decay: elementAt(weightDecays, i),
  }));
}

function check(step: MomentumStep): void {
  checkOptions('momentumStep: step', step, stepNames, ShapeError);
  const { weights, velocities, gradients, weightDecays } = step;
  const counts = [weights, velocities, gradients, weightDecays].map((list) => list.length);
  if (new Set(counts).size > 1) {
    throw new ShapeError(
      `momentumStep: wants as many velocities, gradients and weight decays as weights, got ${counts[0]} weights, ${counts[1]} velocities, ${counts[2]} gradients and ${counts[3]} weight decays`,
    );
  }
  checkNumber('momentumStep: learningRate', step.learningRate);
  weights.forEach((weight, i) => {
    const shapes = [velocities[i], gradients[i]].map((t) => `[${t?.shape}]`);
    if (shapes.some((shape) => shape !== `[${weight.shape}]`)) {
      throw new ShapeError(
        `momentumStep: velocity and gradient of ${weight.name} want [${weight.shape}], got ${shapes.join(' and ')}`,
      );
    }
  });
}
