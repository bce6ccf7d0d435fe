/**
 * Holds the running statistics of frozen batch norms. Keras normalises by them where a batch norm is not trainable. The
 * `batchNormalization` of TensorFlow.js looks at the call alone: in training it normalises by the batch and moves the
 * running statistics, frozen or not. Layers of this package do as Keras does and are left alone here.
 */
import { layerKind } from './layerKinds.js';
import type { Layer } from './modelGraph.js';

/** Makes a `batchNormalization` of TensorFlow.js compute as at inference, whatever it is called with. */
export function holdStatistics(layer: Layer): void {
  if (layerKind(layer).kind !== 'BatchNormalization' || holdsStatistics(layer)) return;
  const { call } = layer;
  layer.call = (inputs, kwargs) => call.call(layer, inputs, { ...kwargs, training: false });
}

/** Tells whether {@link holdStatistics} has changed the layer. */
export const holdsStatistics = (layer: Layer): boolean => Object.hasOwn(layer, 'call');

/** Undoes {@link holdStatistics}. */
export function releaseStatistics(layer: Layer): void {
  if (layerKind(layer).kind === 'BatchNormalization') Reflect.deleteProperty(layer, 'call');
}
