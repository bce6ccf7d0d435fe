/**
 * The optimizers of TensorFlow.js whose step can be recorded: what they keep beside the weights, and what their step computes.
 * The fields are those of TensorFlow.js 4.22, which declares them private.
 */
import * as tf from '@tensorflow/tfjs-core';

/** How one optimizer is recorded. */
export interface RecordedOptimizer {
  /** Returns all variables that it keeps. */
  readonly variables: () => readonly tf.Variable[];
  /** Returns those that begin on the host, where TensorFlow.js goes on computing with them. */
  readonly onHost: () => readonly tf.Variable[];
  /** Returns those that go with the weights: lists in the order of the weights. */
  readonly kept: () => readonly (readonly tf.Variable[])[];
  /** Returns the tensor that stands for the learning rate of the next step. The caller disposes of it. */
  readonly rate: () => tf.Tensor;
  /** Returns what a step computes, element by element, with the operations of the optimizer in their order. */
  readonly formula: (rate: tf.Tensor) => Formula;
  /** Ends a step. */
  readonly end: () => void;
}

/** @param old Weights, and what is kept of them. Returns the new values of these. */
export type Formula = (gradient: tf.Tensor, old: readonly tf.Tensor[]) => tf.Tensor[];

interface Accumulated {
  readonly variable: tf.Variable;
}

interface Sgd {
  /** The negative learning rate. */
  readonly c: tf.Tensor;
}

interface Momentum extends Sgd {
  readonly m: tf.Tensor;
  readonly useNesterov: boolean;
  readonly accumulations: readonly Accumulated[];
}

interface Adam {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly accBeta1: tf.Variable;
  readonly accBeta2: tf.Variable;
  readonly accumulatedFirstMoment: readonly Accumulated[];
  readonly accumulatedSecondMoment: readonly Accumulated[];
}

interface RmsProp {
  readonly learningRate: number;
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;
  readonly accumulatedMeanSquares: readonly Accumulated[];
  readonly accumulatedMoments: readonly Accumulated[];
  readonly accumulatedMeanGrads: readonly Accumulated[];
}

const variablesOf = (list: readonly Accumulated[]): tf.Variable[] => list.map(({ variable }) => variable);

/** Records SGD, whose rate is a tensor already, which `setLearningRate` replaces. */
function sgd(optimizer: Sgd): RecordedOptimizer {
  return {
    ...{ variables: () => [], onHost: () => [], kept: () => [], end: () => undefined },
    rate: () => tf.clone(optimizer.c),
    formula:
      (rate) =>
      (gradient, [value]) => [tf.add(tf.mul(rate, gradient), given(value))],
  };
}

function momentum(optimizer: Momentum): RecordedOptimizer {
  const kept = (): tf.Variable[][] => [variablesOf(optimizer.accumulations)];
  return {
    ...sgd(optimizer),
    variables: () => kept().flat(),
    kept,
    formula:
      (rate) =>
      (gradient, [value, accumulated]) => {
        const { m, useNesterov } = optimizer;
        const next = tf.add(tf.mul(m, given(accumulated)), gradient);
        const step = useNesterov ? tf.add(gradient, tf.mul(next, m)) : next;
        return [tf.add(tf.mul(rate, step), given(value)), next];
      },
  };
}

function adam(optimizer: Adam): RecordedOptimizer {
  const { accBeta1, accBeta2 } = optimizer;
  const kept = (): tf.Variable[][] =>
    [optimizer.accumulatedFirstMoment, optimizer.accumulatedSecondMoment].map(variablesOf);
  return {
    variables: () => [accBeta1, accBeta2, ...kept().flat()],
    onHost: () => [accBeta1, accBeta2],
    kept,
    rate: () => tf.scalar(-optimizer.learningRate),
    formula: (rate) => {
      const { beta1, beta2, epsilon } = optimizer;
      const [correction1, correction2] = [tf.sub(1, accBeta1), tf.sub(1, accBeta2)];
      return (gradient, [value, first, second]) => {
        const newFirst = tf.add(tf.mul(given(first), beta1), tf.mul(gradient, 1 - beta1));
        const newSecond = tf.add(tf.mul(given(second), beta2), tf.mul(tf.square(gradient), 1 - beta2));
        const deviation = tf.add(tf.sqrt(tf.div(newSecond, correction2)), epsilon);
        const step = tf.mul(tf.div(tf.div(newFirst, correction1), deviation), rate);
        return [tf.add(step, given(value)), newFirst, newSecond];
      };
    },
    end: () => {
      const { beta1, beta2 } = optimizer;
      accBeta1.assign(tf.mul(accBeta1, beta1));
      accBeta2.assign(tf.mul(accBeta2, beta2));
    },
  };
}

function rmsProp(optimizer: RmsProp): RecordedOptimizer {
  const kept = (): tf.Variable[][] =>
    [
      optimizer.accumulatedMeanSquares,
      optimizer.accumulatedMoments,
      ...(optimizer.centered ? [optimizer.accumulatedMeanGrads] : []),
    ].map(variablesOf);
  return {
    ...{ onHost: () => [], end: () => undefined },
    variables: () => kept().flat(),
    kept,
    rate: () => tf.scalar(optimizer.learningRate),
    formula:
      (rate) =>
      (gradient, [value, meanSquare, moment, meanGradient]) => {
        const { decay, epsilon } = optimizer;
        const average = (old: tf.Tensor | undefined, next: tf.Tensor): tf.Tensor =>
          tf.add(tf.mul(given(old), decay), tf.mul(next, 1 - decay));
        const newSquare = average(meanSquare, tf.square(gradient));
        const means = meanGradient === undefined ? [] : [average(meanGradient, gradient)];
        const [mean] = means;
        const deviation =
          mean === undefined
            ? tf.add(newSquare, epsilon)
            : tf.sub(newSquare, tf.add(tf.square(mean), epsilon));
        const newMoment = tf.add(
          tf.mul(given(moment), optimizer.momentum),
          tf.div(tf.mul(gradient, rate), tf.sqrt(deviation)),
        );
        return [tf.sub(given(value), newMoment), newSquare, newMoment, ...means];
      },
  };
}

function given(tensor: tf.Tensor | undefined): tf.Tensor {
  if (tensor === undefined) throw new RangeError('an optimizer keeps less than its formula takes');
  return tensor;
}

/** The optimizers, by their classes; classes that extend them may do something else. */
const kinds = new Map<unknown, (optimizer: never) => RecordedOptimizer>([
  [tf.SGDOptimizer, sgd],
  [tf.MomentumOptimizer, momentum],
  [tf.AdamOptimizer, adam],
  [tf.RMSPropOptimizer, rmsProp],
]);

/** Returns how an optimizer is recorded; undefined for one that is not known, or whose step somebody has replaced. */
export const recordedOptimizer = (optimizer: tf.Optimizer): RecordedOptimizer | undefined =>
  Object.hasOwn(optimizer, 'applyGradients')
    ? undefined
    : kinds.get(optimizer.constructor)?.(optimizer as never);
