/** The residual unit with batch norm behind each convolution and ReLU behind the addition (He et al., the paper's [9]). */
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convBatchNorm } from './convBatchNorm.js';
import type { ResidualUnit } from './preActivationUnit.js';

/** [N, H, W, C] to [N, H / stride, W / stride, output]. */
export function postActivationUnit(x: SymbolicTensor, unit: ResidualUnit): SymbolicTensor {
  const { name, width, output, stride: strides, groups, projects, seed } = unit;
  const pointwise = { kernelSize: 1, seed };
  const reduced = convBatchNorm(x, {
    ...{ name: `${name}/1x1_reduce`, filters: width, relu: true, ...pointwise },
  });
  const middle = convBatchNorm(reduced, {
    ...{ name: `${name}/3x3`, filters: width, kernelSize: 3, strides, groups, relu: true, seed },
  });
  const residual = convBatchNorm(middle, {
    ...{ name: `${name}/1x1_increase`, filters: output, relu: false, ...pointwise },
  });
  const shortcut = projects
    ? convBatchNorm(x, {
        ...{ name: `${name}/1x1_proj`, filters: output, strides, relu: false, ...pointwise },
      })
    : x;
  const sum = layers.add({ name: `${name}/add` }).apply([residual, shortcut]);
  return layers.activation({ name: `${name}/relu`, activation: 'relu' }).apply(sum) as SymbolicTensor;
}
