/** The check of a case with a value that is no finite number: each backend loses the same outputs to it, and no other. */
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import type { OpCase } from '../cases/opCase.js';
import { type Array64, noise } from '../numbers/array64.js';
import { defaultTolerance, MismatchError, type Tolerance, wider } from '../numbers/close.js';
import { nothingLeft, read, same, toTensor } from './backendTensors.js';
import { bind } from './subjects.js';

/**
 * Runs a case on the current backend. Whether a lost value is NaN or infinite depends on the order of a sum, and is not
 * compared.
 *
 * @throws MismatchError that names the case, the tensor and the element.
 */
export async function checkNonFinite(c: OpCase, tolerance: Tolerance = defaultTolerance): Promise<void> {
  const bound = bind(c as never);
  const before = tf.memory();
  const values = c.inputs.map(({ shape, ...options }, k) => noise(shape, k + 1, options));
  const derived = bound.derived(values);
  const expected = bound.reference(values);
  const [variables, constants] = [values, derived].map((list) => list.map(toTensor)) as [
    tf.Tensor[],
    tf.Tensor[],
  ];
  const outputs = bound.run(variables, constants);
  for (const [k, y] of (await read(outputs)).entries()) {
    const wanted = elementAt(expected, k);
    const what = `${c.name}: output ${k}`;
    const lost = wanted.values.findIndex(
      (value, i) => !Number.isFinite(value) && Number.isFinite(y.values[i]),
    );
    if (lost >= 0) {
      throw new MismatchError(
        `${what}, element ${lost}, is ${y.values[lost]}, wanted ${wanted.values[lost]}`,
      );
    }
    same(finite(y, wanted), finite(wanted, wanted), what, wider(tolerance, c.tolerance));
  }
  tf.dispose([variables, constants, outputs as tf.Tensor[]]);
  nothingLeft(before, c.name);
}

/** Returns the array with zeros where `wanted` is not finite. */
function finite(
  { shape, values }: { readonly shape: readonly number[]; readonly values: ArrayLike<number> },
  wanted: Array64,
): Array64 {
  return {
    shape,
    values: Float64Array.from(values, (value, i) => (Number.isFinite(wanted.values[i]) ? value : 0)),
  };
}
