/**
 * An optimiser that follows a formula, with stock operations: it runs on each backend, and a step of it can be recorded.
 * Weights that are treated alike are joined, so that on a GPU a step has tens of dispatches for the formula, and for each
 * eight weights some to join and to part them.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import { assignJoined, type JoinedValues, joined, joinedRuns } from './joined.js';
import type { Optimizer, StepNumber } from './optimizer.js';
import { newSlots, restoreVariables } from './slots.js';
import type { UpdateRule } from './updateRule.js';
import { type PartSettings, type WeightPart, weightParts } from './weightParts.js';

/** A weight in a step. */
interface Row extends WeightPart {
  readonly gradient: tf.Tensor;
  readonly slots: readonly tf.Variable[];
}

export class RuleOptimizer implements Optimizer {
  readonly weights: readonly tf.Variable[];
  readonly slots: readonly tf.Variable[];
  readonly #rule: UpdateRule;
  readonly #parts: readonly WeightPart[];
  /** Each once, in the order of {@link numbers}. */
  readonly #shares: readonly number[];

  /** @throws ModelError where `lrHead` is given and the model has no classifier */
  constructor(model: LayersModel, rule: UpdateRule, settings: PartSettings) {
    this.#rule = rule;
    this.#parts = weightParts(model, settings);
    this.#shares = [...new Set(this.#parts.map(({ share }) => share))];
    this.weights = this.#parts.map(({ weight }) => weight);
    this.slots = rule.starts.flatMap((start) => newSlots(this.weights, start));
  }

  numbers(learningRate: number, step: number): readonly number[] {
    return this.#shares.flatMap((share) => this.#rule.numbers(learningRate * share, step));
  }

  update(gradients: readonly tf.Tensor[], numbers: readonly StepNumber[], gate?: tf.Tensor): void {
    tf.tidy(() => {
      const mayChange = gate && tf.notEqual(gate, 0);
      const all = this.#groups(gradients).flatMap((rows) => this.#next(rows, numbers, mayChange));
      assignJoined(all);
    });
  }

  restore(values: readonly Float32Array[]): void {
    restoreVariables('tensors of its state', this.slots, values);
  }

  dispose(): void {
    tf.dispose([...this.slots]);
  }

  #groups(gradients: readonly tf.Tensor[]): Row[][] {
    const { prepared, isAlone, starts } = this.#rule;
    const places = [...this.weights.keys()].filter((i) => elementAt(this.weights, i).trainable);
    const given = places.map((i) => elementAt(gradients, i));
    const used = prepared === undefined ? given : prepared(given);
    const groups = new Map<string, Row[]>();
    for (const [k, i] of places.entries()) {
      const part = elementAt(this.#parts, i);
      const { decay, share } = part;
      const key = [share, decay, ...(isAlone?.(decay) ? [i] : [])].join(' ');
      const slots = starts.map((_, j) => elementAt(this.slots, j * this.weights.length + i));
      const rows = groups.get(key) ?? [];
      groups.set(key, rows);
      rows.push({ ...part, gradient: elementAt(used, k), slots });
    }
    return [...groups.values()].flatMap((rows) => joinedRuns(rows, ({ weight }) => weight.size));
  }

  #next(
    rows: readonly Row[],
    numbers: readonly StepNumber[],
    mayChange: tf.Tensor | undefined,
  ): JoinedValues[] {
    const { decay, share } = elementAt(rows, 0);
    const count = numbers.length / this.#shares.length;
    const from = this.#shares.indexOf(share) * count;
    const lists = [
      rows.map(({ weight }) => weight),
      ...this.#rule.starts.map((_, j) => rows.map(({ slots }) => elementAt(slots, j))),
    ];
    // The joined tensors may be the buffers of the variables, which change in place once nothing else shares them.
    const values = tf.tidy(() => {
      const [weight, ...slots] = lists.map(joined) as [tf.Tensor, ...tf.Tensor[]];
      const gradient = joined(rows.map((row) => row.gradient));
      const next = this.#rule.next({ weight, gradient, slots }, numbers.slice(from, from + count), decay);
      if (mayChange === undefined) return [...next];
      return next.map((value, j) => tf.where(mayChange, value, elementAt([weight, ...slots], j)));
    });
    return values.map((value, j) => ({ values: value, variables: elementAt(lists, j) }));
  }
}
