/** Stochastic gradient descent with momentum: large weights in place, and vectors joined to one. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt, type MomentumStep, momentumStepComposite, type WeightStep, weightSteps } from 'sk-core';
import { EagerOps } from '../tensorflow/eagerOps.js';
import type { NodeBackend, TensorId } from '../tensorflow/nodeBackend.js';
import { descendInPlace, isOwn, noteOwn } from './inPlace.js';

/** Below this decay / momentum would be far from decay. */
const leastMomentum = 0.5;

/** New values, which nothing has been given yet. */
interface Next {
  readonly variable: tf.Variable;
  readonly value: tf.Tensor;
}

/** Does sk-core's momentumStep. */
export function momentumStep(step: MomentumStep): void {
  const { learningRate, momentum } = step;
  if (typeof learningRate !== 'number') {
    momentumStepComposite(step);
    return;
  }
  const backend = tf.backend() as NodeBackend;
  EagerOps.run(backend, (ops) => {
    const rate = ops.scalar(learningRate);
    const steps = weightSteps(step);
    const isInPlace = ({ weight, velocity }: WeightStep): boolean =>
      momentum >= leastMomentum && weight.rank > 1 && isOwn(weight, backend) && isOwn(velocity, backend);
    // The steps that need memory come first: where there is none, no weight has been changed.
    const next = groupsOf(steps.filter((one) => !isInPlace(one))).flatMap((group) =>
      descend(ops, group, step, rate),
    );
    descendInPlace(ops, steps.filter(isInPlace), step, rate, backend);
    for (const { variable, value } of next) {
      variable.assign(value);
      value.dispose();
      noteOwn(variable);
    }
  });
}

/** Returns the vectors by their decay, and all other weights alone. */
function groupsOf(steps: readonly WeightStep[]): readonly (readonly WeightStep[])[] {
  const vectors = steps.filter(({ weight }) => weight.rank === 1);
  const decays = [...new Set(vectors.map(({ decay }) => decay))];
  return [
    ...decays.map((decay) => vectors.filter((vector) => vector.decay === decay)),
    ...steps.filter(({ weight }) => weight.rank !== 1).map((one) => [one]),
  ];
}

/** Computes the next values of weights of one decay, which are vectors where there are several. */
function descend(
  ops: EagerOps,
  group: readonly WeightStep[],
  { momentum, nesterov }: MomentumStep,
  rate: TensorId,
): Next[] {
  const { decay } = elementAt(group, 0);
  const joined = (tensorOf: (one: WeightStep) => tf.Tensor): TensorId =>
    ops.concat(
      group.map((one) => ops.input(tensorOf(one))),
      0,
    );
  const [weight, velocity, gradient] = [
    joined((one) => one.weight),
    joined((one) => one.velocity),
    joined((one) => one.gradient),
  ];
  const factor = ops.filled(momentum);
  const g = decay === 0 ? gradient : ops.add(gradient, ops.mul(weight, ops.filled(decay)));
  const v = ops.add(ops.mul(velocity, factor), g);
  const direction = nesterov ? ops.add(g, ops.mul(v, factor)) : v;
  const w = ops.sub(weight, ops.mul(direction, rate));
  const sizes = group.map(({ weight: { size } }) => size);
  const parts = (id: TensorId, variableOf: (one: WeightStep) => tf.Variable): Next[] =>
    ops.split(id, sizes).map((part, i) => {
      const variable = variableOf(elementAt(group, i));
      return { variable, value: ops.result(part, variable.shape) };
    });
  return [...parts(v, (one) => one.velocity), ...parts(w, (one) => one.weight)];
}
