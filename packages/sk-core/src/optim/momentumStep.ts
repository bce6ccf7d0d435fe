/** Stochastic gradient descent with momentum, in place where the backend's plug-in can do that. */
import * as tf from '@tensorflow/tfjs-core';
import { pluginOf } from '../contract/plugins.js';
import { ShapeError } from '../contract/shapeError.js';
import type { MomentumStep } from '../contract/types.js';

/**
 * For each weight w with velocity v and gradient g, as PyTorch's SGD: g += decay * w; v = momentum * v + g;
 * w -= learningRate * v, or learningRate * (g + momentum * v) with `nesterov`.
 *
 * @throws ShapeError where the lists differ in length or a shape differs from its weight's.
 */
export function momentumStep(step: MomentumStep): void {
  check(step);
  const plugin = pluginOf();
  if (plugin?.momentumStep === undefined) momentumStepComposite(step);
  else plugin.momentumStep(step);
}

/** {@link momentumStep} in plain tfjs ops. */
export function momentumStepComposite(step: MomentumStep): void {
  const { weights, velocities, gradients, weightDecays, learningRate, momentum, nesterov } = step;
  tf.tidy(() => {
    weights.forEach((weight, i) => {
      const velocity = velocities[i] as tf.Variable;
      const decay = weightDecays[i] as number;
      const plain = gradients[i] as tf.Tensor;
      const g = decay === 0 ? plain : tf.add(plain, tf.mul(weight, decay));
      velocity.assign(tf.add(tf.mul(velocity, momentum), g));
      const direction = nesterov ? tf.add(g, tf.mul(velocity, momentum)) : velocity;
      weight.assign(tf.sub(weight, tf.mul(direction, learningRate)));
    });
  });
}

function check({ weights, velocities, gradients, weightDecays }: MomentumStep): void {
  const counts = [weights, velocities, gradients, weightDecays].map((list) => list.length);
  if (new Set(counts).size > 1) {
    throw new ShapeError(
      `momentumStep: got ${counts[0]} weights, ${counts[1]} velocities, ${counts[2]} gradients and ${counts[3]} weight decays, wants as many of each`,
    );
  }
  weights.forEach((weight, i) => {
    const shapes = [velocities[i], gradients[i]].map((t) => `[${t?.shape}]`);
    if (shapes.some((shape) => shape !== `[${weight.shape}]`)) {
      throw new ShapeError(
        `momentumStep: ${weight.name} is [${weight.shape}], its velocity ${shapes[0]} and its gradient ${shapes[1]}`,
      );
    }
  });
}
