/**
 * The check of one case: outputs and gradients against float64, adjoints against each other, and nothing left in
 * memory.
 */

import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { elementAt } from 'sk-core';
import type { OpCase } from '../cases/opCase.js';
import { type Array64, noise } from '../numbers/array64.js';
import { defaultTolerance, equalProducts, type Tolerance, wider } from '../numbers/close.js';
import { gradients, nothingLeft, type Read, read, same, toTensor } from './backendTensors.js';
import { type BoundCase, bind } from './subjects.js';

/**
 * Runs a case on the current backend.
 *
 * @throws MismatchError that names the case, the tensor and the element.
 */
export async function checkCase(c: OpCase, tolerance: Tolerance = defaultTolerance): Promise<void> {
  const allowed = wider(tolerance, c.tolerance);
  const bound: BoundCase = bind(c as never);
  const before = tf.memory();
  const values = c.inputs.map(({ shape, ...options }, k) => noise(shape, k + 1, options));
  const derived = bound.derived(values).map(rounded);
  const plain = bound.reference(values);
  const empty = [...values, ...plain].some(({ shape }) => shape.includes(0));
  // By the op contract an empty call answers with zeros, and no kernel is asked.
  const expected = empty ? plain.map(cleared) : plain;

  const constants = derived.map(toTensor);
  const run = (inputs: readonly Tensor[]): readonly Tensor[] => bound.run(inputs, constants);
  const variables = values.map(toTensor);
  const outputs = run(variables);
  const ys = await read(outputs);
  for (const [k, y] of ys.entries()) same(y, elementAt(expected, k), `${c.name}: output ${k}`, allowed);

  if (bound.differentiable) {
    const dys = expected.map(({ shape }, k) => noise(shape, k + 101));
    const gradient = bound.gradient(values, dys);
    const wanted = empty ? gradient.map(cleared) : gradient;
    const dyTensors = dys.map(toTensor);
    const grads = gradients(run, variables, dyTensors);
    const dxs = await read(grads);
    for (const [k, dx] of dxs.entries()) {
      same(dx, elementAt(wanted, k), `${c.name}: gradient of input ${k}`, allowed);
    }
    for (const group of bound.linear) {
      equalProducts(
        [joined(dys), joined(ys)],
        [joined(group.map((k) => elementAt(dxs, k))), joined(group.map((k) => elementAt(values, k)))],
        `${c.name}: <dy, A x> = <A' dy, x> for input ${group.join(', ')}`,
        allowed,
      );
    }
    if (bound.sharedGradient) oneByOne(run, variables, dyTensors);
    tf.dispose([dyTensors, grads]);
  }
  tf.dispose([variables, constants, outputs as Tensor[]]);
  nothingLeft(before, c.name);
}

/**
 * Asks for the gradient of one input alone. Tensors that a fused gradient makes for the others must not stay; the
 * leak check sees them.
 */
function oneByOne(
  run: (inputs: readonly Tensor[]) => readonly Tensor[],
  inputs: readonly Tensor[],
  dys: readonly Tensor[],
): void {
  const last = inputs.length - 1;
  const alone = (xs: readonly Tensor[]): readonly Tensor[] => run(inputs.with(last, elementAt(xs, 0)));
  tf.dispose(gradients(alone, [elementAt(inputs, last)], dys));
}

const rounded = ({ shape, values }: Array64): Array64 => ({ shape, values: values.map(Math.fround) });
const cleared = ({ shape, values }: Array64): Array64 => ({ shape, values: values.map(() => 0) });
const joined = (parts: readonly Read[]): number[] => parts.flatMap(({ values }) => Array.from(values));
