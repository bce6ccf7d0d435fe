/**
 * An optimiser that follows a formula, with stock operations: it runs on each backend, and a step of it can be recorded.
 * Weights that are treated alike are joined: on a GPU a step of AdamW over 110 weights has 130 dispatches, most of them to
 * join and to part the weights.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import type { Optimizer } from './optimizer.js';
import { assignJoined, type JoinedValues, joined, joinedRuns } from './rules/joined.js';
import type { StepNumber, UpdateRule } from './rules/updateRule.js';
import { newSlots, restoreVariables } from './slots.js';
import { type PartSettings, type WeightPart, weightParts } from './weightParts.js';

/** A weight in a step. */
interface Row extends WeightPart {
  readonly gradient: tf.Tensor;
  readonly slots: readonly tf.Variable[];
}

/** The numbers that all weights share in a step. */
interface Shared {
  readonly mayChange: tf.Tensor | undefined;
  readonly divisor: tf.Tensor | undefined;
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
      const rows = this.#rows(gradients);
      const divisor = this.#rule.divisor?.(rows.map(({ gradient }) => gradient));
      const all = groups(rows).flatMap((alike) => this.#next(alike, numbers, { mayChange, divisor }));
      assignJoined(all);
    });
  }

  restore(values: readonly Float32Array[]): void {
    restoreVariables('tensors of its state', this.slots, values);
  }

  dispose(): void {
    tf.dispose([...this.slots]);
  }

  /** Returns what learns now. */
  #rows(gradients: readonly tf.Tensor[]): Row[] {
    return this.#parts.flatMap((part, i) => {
      if (!part.weight.trainable) return [];
      const slots = this.#rule.starts.map((_, j) => elementAt(this.slots, j * this.weights.length + i));
      return [{ ...part, gradient: elementAt(gradients, i), slots }];
    });
  }

  #next(
    rows: readonly Row[],
    numbers: readonly StepNumber[],
    { mayChange, divisor }: Shared,
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
      const old = lists.map(joined);
      const [weight, ...slots] = [elementAt(old, 0), ...old.slice(1)];
      const given = joined(rows.map(({ gradient }) => gradient));
      const gradient = divisor === undefined ? given : tf.div(given, divisor);
      const sizes = rows.map(({ weight: { size } }) => size);
      const next = this.#rule.next(
        { weight, gradient, slots, sizes },
        numbers.slice(from, from + count),
        decay,
      );
      if (mayChange === undefined) return [...next];
      return next.map((value, j) => tf.where(mayChange, value, elementAt(old, j)));
    });
    return lists.map((variables, j) => ({ values: elementAt(values, j), variables }));
  }
}

/** Returns the rows that a step treats alike, in their order. */
function groups(rows: readonly Row[]): Row[][] {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.share} ${row.decay}`;
    const alike = found.get(key);
    if (alike === undefined) found.set(key, [row]);
    else alike.push(row);
  }
  return [...found.values()].flatMap((alike) => joinedRuns(alike, ({ weight }) => weight.size));
}
