/** A convolution with its batch norm and the activation of a network: ReLU, the ReLU6 of MobileNetV2, or none. */
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type ConvBatchNorm, convBatchNorm } from './convBatchNorm.js';

export type Activation = 'linear' | 'relu' | 'relu6';

export interface ConvActivation extends Omit<ConvBatchNorm, 'relu'> {
  readonly activation: Activation;
}

export function convActivation(x: SymbolicTensor, settings: ConvActivation): SymbolicTensor {
  const { activation, ...conv } = settings;
  // The batch norm rectifies at no cost of its own.
  const y = convBatchNorm(x, { ...conv, relu: activation === 'relu' });
  return activation === 'relu6' ? activate(y, activation, conv.name) : y;
}

/** Adds an activation. @param name Of the layer that makes x. */
export function activate(x: SymbolicTensor, activation: Activation, name: string): SymbolicTensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return layers.reLU({ name: `${name}/relu` }).apply(x) as SymbolicTensor;
    case 'relu6':
      return layers.reLU({ name: `${name}/relu6`, maxValue: 6 }).apply(x) as SymbolicTensor;
  }
}
