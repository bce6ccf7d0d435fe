/** ReLU and ReLU6. The stock kernels make 0 of a NaN, which hides that a network has lost its way. */
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { util } from '@tensorflow/tfjs-core';
import { kernelForStockOp } from '../../heap/workspace.js';

function rectification(kernelName: string, most: number): KernelConfig {
  return kernelForStockOp<{ readonly x: TensorInfo }, object>(kernelName, (space, { x }) => {
    const y = space.output(x.shape, x.dtype);
    if (x.dtype === 'float32') {
      const size = util.sizeFromShape(x.shape);
      const [from, to] = [space.pointer(x), space.pointer(y)];
      space.run(
        'rectify',
        space
          .ranges(size, 4, size / 4)
          .map(({ begin, end }) => [from + begin * 4, to + begin * 4, end - begin, most]),
      );
    } else {
      const [from, to] = [space.values(x), space.values(y)];
      from.forEach((value, i) => {
        to[i] = Math.min(Math.max(value, 0), most);
      });
    }
    return y;
  });
}

export const rectifyKernels: readonly KernelConfig[] = [
  rectification('Relu', Number.POSITIVE_INFINITY),
  rectification('Relu6', 6),
];
