/**
 * A step of an optimizer over many weights at once: as the step is one of each element alone, weights are joined to one
 * tensor, and a network of hundreds of weights takes tens of operations. The bits are the same.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type BackendPlugin, elementAt } from 'sk-core';
import type { RecordedOptimizer } from './optimizers.js';

/** A plug-in that has everything for steps that are recorded. */
export type RecordingPlugin = BackendPlugin &
  Required<Pick<BackendPlugin, 'capture' | 'copy' | 'assignParts'>>;

export const isRecordingPlugin = (plugin: BackendPlugin | undefined): plugin is RecordingPlugin =>
  plugin?.capture !== undefined && plugin.copy !== undefined && plugin.assignParts !== undefined;

/** Elements that are joined, at most, unless one weight has more: 16 MB. */
const mostElements = 2 ** 22;

/** A gradient, or nothing where the loss does not depend on the variable. */
interface Gradient {
  readonly name: string;
  readonly tensor: tf.Tensor | null | undefined;
}

/** A weight with its gradient, and what the optimizer keeps of it. */
interface Row {
  readonly gradient: tf.Tensor;
  readonly variables: readonly tf.Variable[];
}

/** Runs a function in which an optimizer steps over all weights at once. */
export function withWholeStep<T>(
  plugin: RecordingPlugin,
  optimizer: tf.Optimizer,
  recorded: RecordedOptimizer,
  rate: tf.Tensor,
  run: () => T,
): T {
  Object.assign(optimizer, {
    applyGradients: (gradients: readonly Gradient[]) => {
      tf.tidy(() => step(plugin, recorded, gradients, rate));
      countStep(optimizer);
    },
  });
  try {
    return run();
  } finally {
    Reflect.deleteProperty(optimizer, 'applyGradients');
  }
}

/** Counts a step of an optimizer, which TensorFlow.js does at the end of each. */
export function countStep(optimizer: object): void {
  (optimizer as { incrementIterations(): void }).incrementIterations();
}

function step(
  plugin: RecordingPlugin,
  recorded: RecordedOptimizer,
  gradients: readonly Gradient[],
  rate: tf.Tensor,
): void {
  const formula = recorded.formula(rate);
  for (const rows of groups(rowsOf(recorded, gradients))) {
    const lists = rows[0].variables.map((_, k) => rows.map(({ variables }) => elementAt(variables, k)));
    const joined = tf.tidy(() => formula(join(rows.map(({ gradient }) => gradient)), lists.map(join)));
    for (const [k, values] of joined.entries()) plugin.assignParts(values, elementAt(lists, k));
    tf.dispose(joined);
  }
  recorded.end();
}

function rowsOf(recorded: RecordedOptimizer, gradients: readonly Gradient[]): Row[] {
  const { registeredVariables } = tf.engine().state;
  const kept = recorded.kept();
  return gradients.flatMap(({ name, tensor: gradient }, i) => {
    const weight = registeredVariables[name];
    if (gradient == null || weight === undefined || weight.size === 0) return [];
    return [{ gradient, variables: [weight, ...kept.map((list) => elementAt(list, i))] }];
  });
}

function groups(rows: readonly Row[]): [Row, ...Row[]][] {
  const found: { readonly rows: [Row, ...Row[]]; size: number }[] = [];
  for (const row of rows) {
    const { size } = row.gradient;
    const last = found.at(-1);
    if (last === undefined || last.size + size > mostElements) found.push({ rows: [row], size });
    else {
      last.rows.push(row);
      last.size += size;
    }
  }
  return found.map(({ rows: group }) => group);
}

const join = (tensors: readonly tf.Tensor[]): tf.Tensor =>
  tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])));
