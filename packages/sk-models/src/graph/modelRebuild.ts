/** Makes a model from the steps of another: each is repeated with a copy of its layer, or other layers stand there. */
import type { DataType, serialization } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { input, type LayersModel, model as makeModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { Dataflow, Step, Value } from './dataflow.js';
import { holdStatistics, holdsStatistics } from './frozenStatistics.js';
import type { Layer } from './modelGraph.js';

type Config = serialization.ConfigDict;

/** A layer to be made once, however often it is used. */
export interface NewLayer {
  readonly create: () => Layer;
  /** Called once it has weights, in a tidy. */
  readonly finish?: (built: Layer) => void;
}

/** What computes the values of a step: layers in a row. */
export interface Substitute {
  readonly reads: readonly Value[];
  readonly layers: readonly NewLayer[];
}

/** @returns Undefined for a step that the new model does not need. */
type Plan = (step: Step) => Substitute | undefined;

/** Has no metadata yet. Where a layer cannot be made, nothing is left of those that were. */
export function rebuildModel(model: LayersModel, flow: Dataflow, plan: Plan): LayersModel {
  const tensors = new Map<Value, SymbolicTensor>();
  const tensor = (value: Value): SymbolicTensor => tensors.get(value) as SymbolicTensor;
  const made = new Map<NewLayer, Layer>();

  const inputs = model.inputs.map(({ shape, dtype, sourceLayer }) =>
    input({ batchShape: shape, dtype: dtype as DataType, name: sourceLayer.name }),
  );
  flow.inputs.forEach((value, i) => void tensors.set(value, inputs[i] as SymbolicTensor));
  try {
    for (const step of flow.steps) {
      const { reads, layers } = plan(step) ?? {};
      if (reads === undefined || layers === undefined) continue;
      const outputs = layers.reduce((values, layer) => apply(layer, values, made), reads.map(tensor));
      step.makes.forEach((value, i) => void tensors.set(value, outputs[i] as SymbolicTensor));
    }
    return makeModel({ name: model.name, inputs, outputs: flow.outputs.map(tensor) });
  } catch (error) {
    for (const { weights } of made.values()) for (const weight of weights) weight.dispose();
    throw error;
  }
}

function apply(layer: NewLayer, inputs: SymbolicTensor[], made: Map<NewLayer, Layer>): SymbolicTensor[] {
  const earlier = made.get(layer);
  const built = earlier ?? layer.create();
  made.set(layer, built);
  const outputs = [built.apply(inputs.length === 1 ? (inputs[0] as SymbolicTensor) : inputs)].flat();
  if (earlier === undefined) tf.tidy(() => layer.finish?.(built));
  return outputs as SymbolicTensor[];
}

/**
 * Repeats the steps that it is asked for. A layer that is shared stays shared, and a frozen one frozen.
 *
 * @param instead What takes a layer's place, where that is no copy.
 */
export function repeater(
  instead: (layer: Layer, name: string) => NewLayer | undefined = () => undefined,
): (step: Step) => Substitute {
  const copies = new Map<Layer, NewLayer>();
  return ({ use: { layer, name }, reads }) => {
    const copy = copies.get(layer) ?? instead(layer, name) ?? copyOf(layer, name);
    copies.set(layer, copy);
    return { reads, layers: [copy] };
  };
}

function copyOf(layer: Layer, name: string): NewLayer {
  return {
    create: () => configured(layer, { ...layer.getConfig(), name }),
    finish: (copy) => {
      copy.setWeights(layer.getWeights());
      // A frozen model freezes the weights of its layers, which their configurations do not say.
      if (layer.trainableWeights.length === 0 && copy.trainableWeights.length > 0) copy.trainable = false;
      if (holdsStatistics(layer)) holdStatistics(copy);
    },
  };
}

/** Another layer of the same class. */
export function configured(layer: Layer, config: Config): Layer {
  const type = layer.constructor as serialization.SerializableConstructor<Layer>;
  return type.fromConfig(type, config);
}
