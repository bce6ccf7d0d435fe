/**
 * A copy of a tensor by one dispatch. It gives a tensor a buffer of its own, and rates of bytes are compared with it,
 * since nothing moves bytes faster.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type CopyRecord, copyGroupSize, copyShader } from '../shaders/copy.js';
import { currentBackend } from '../tfjs/tfjsBackend.js';
import { ceilDiv, line } from '../wgsl/grid.js';
import { work } from './workspace.js';

/**
 * Copies a tensor.
 *
 * @param x A float32 tensor of the current backend, not empty.
 */
export function copy(x: tf.Tensor): tf.Tensor {
  const inFours = x.size % 4 === 0;
  const record: CopyRecord = { element: inFours ? 'vec4f' : 'f32' };
  const count = inFours ? x.size / 4 : x.size;
  const workgroups = line(ceilDiv(count, copyGroupSize));
  const info = work('copy', currentBackend(), (space) => {
    const y = space.output(x.shape);
    space.run(copyShader, record, { inputs: [x], outputs: [y], uniforms: { count }, workgroups });
    return y;
  });
  return tf.engine().makeTensorFromTensorInfo(info);
}
