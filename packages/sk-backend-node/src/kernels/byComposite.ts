/** The composite of an op, for what TensorFlow has no kernel for on a device. */
import { type TensorInfo, tidy } from '@tensorflow/tfjs-core';
import type { Inputs, Like, Op, Outputs } from 'sk-core';

/** Computes an op with stock operations. The caller is a kernel, whose inputs tfjs passes as tensors. */
export const byComposite = <In extends Inputs, A extends object, Out extends Outputs>(
  op: Op<In, A, Out>,
  inputs: Like<In, TensorInfo>,
  attrs: A,
): Out => tidy(() => op.spec.composite(inputs as unknown as In, attrs));
