/** Max pooling with any padding: stock tfjs-node refuses pads of numbers, which TensorFlow's operations take. */
import { backend_util, type KernelConfig, type MaxPoolAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { capabilitiesOf } from '../tensorflow/capabilities.js';
import type { EagerOps } from '../tensorflow/eagerOps.js';
import type { OpAttribute } from '../tensorflow/nodeBackend.js';
import { stockOp } from './stockOp.js';

export const maxPoolKernels: readonly KernelConfig[] = [
  stockOp<{ readonly x: TensorInfo }, MaxPoolAttrs>('MaxPool', (ops, { x }, attrs) => {
    const info = poolInfo(x, attrs);
    return ops.result(ops.one('MaxPool', attributes(ops, info), [ops.input(x)]), info.outShape);
  }),
  stockOp<{ readonly dy: TensorInfo; readonly input: TensorInfo; readonly output: TensorInfo }, MaxPoolAttrs>(
    'MaxPoolGrad',
    (ops, { dy, input, output }, attrs, backend) => {
      const info = poolInfo(input, attrs);
      if (capabilitiesOf(backend).fusedOperations) {
        const dx = ops.one('SkMaxPoolGrad', windows(ops, info), [ops.input(input), ops.input(dy)]);
        return ops.result(dx, input.shape);
      }
      const tensors = [input, output, dy].map((tensor) => ops.input(tensor));
      const dx = ops.one('MaxPoolGrad', attributes(ops, info), tensors);
      return ops.result(dx, input.shape);
    },
  ),
];

function poolInfo(
  { shape }: TensorInfo,
  { filterSize, strides, pad, dimRoundingMode }: MaxPoolAttrs,
): backend_util.Conv2DInfo {
  const images = shape as [number, number, number, number];
  return backend_util.computePool2DInfo(images, filterSize, strides, 1, pad, dimRoundingMode);
}

function attributes(ops: EagerOps, info: backend_util.Conv2DInfo): OpAttribute[] {
  const { top, bottom, left, right, type } = info.padInfo;
  const explicit = type !== 'SAME' && top + bottom + left + right > 0;
  const named = type === 'SAME' ? 'SAME' : 'VALID';
  return [
    ops.float32(),
    ops.int('ksize', [1, info.filterHeight, info.filterWidth, 1]),
    ops.int('strides', [1, info.strideHeight, info.strideWidth, 1]),
    ops.string('padding', explicit ? 'EXPLICIT' : named),
    ops.int('explicit_paddings', explicit ? [0, 0, top, bottom, left, right, 0, 0] : []),
    ops.string('data_format', 'NHWC'),
  ];
}

const windows = (ops: EagerOps, info: backend_util.Conv2DInfo): OpAttribute[] => [
  ops.int('height', info.filterHeight),
  ops.int('width', info.filterWidth),
  ops.int('stride_height', info.strideHeight),
  ops.int('stride_width', info.strideWidth),
  ops.int('top', info.padInfo.top),
  ops.int('left', info.padInfo.left),
];
