/**
 * Keras normalises by running statistics where a batch norm is not trainable. The `batchNormalization` of TensorFlow.js
 * looks at the call alone: in training it takes the batch's and moves the running ones, frozen or not. Layers of this
 * package do as Keras does and need none of this.
 */
import type { Layer } from './modelGraph.js';

/** From now on the layer computes as at inference, whatever it is told. Nothing for layers that do so by themselves. */
export function holdStatistics(layer: Layer): void {
  if (layer.getClassName() !== 'BatchNormalization' || holdsStatistics(layer)) return;
  const { call } = layer;
  layer.call = (inputs, kwargs) => call.call(layer, inputs, { ...kwargs, training: false });
}

export const holdsStatistics = (layer: Layer): boolean => Object.hasOwn(layer, 'call');

export function releaseStatistics(layer: Layer): void {
  if (layer.getClassName() === 'BatchNormalization') Reflect.deleteProperty(layer, 'call');
}
