/** Builds the layers of a checked topology at once, without values and within bounds; the weights are written after. */
import { initializers, LayersModel, layers, Sequential } from '@tensorflow/tfjs-layers';
import { ModelError } from 'sk-models';
import { pythonicToTs } from './pythonicToTs.js';

type AddWeight = (
  name: string,
  shape: readonly (number | null)[],
  dtype?: string,
  ...rest: unknown[]
) => unknown;

/** What a layer makes its weights with; protected, and the one place that all weights of a model come through. */
interface WeightMaker {
  name: string;
  addWeight: AddWeight;
}

interface BuildLimits {
  /** Layers that ask for more are refused before they get it. */
  readonly maxBytes: number;
  /** Begin with zeros, since values follow; false leaves the layers their initializers. */
  readonly zeros: boolean;
}

/**
 * @param topology What checkTopology has passed: class_name and config of a Model, Functional or Sequential.
 * @throws ModelError where its weights take more than maxBytes; what the layers themselves throw
 */
export function buildModel(topology: object, limits: BuildLimits): LayersModel {
  const { className, config } = pythonicToTs(topology) as { className?: unknown; config?: never };
  if (typeof config !== 'object' || !/^(Functional|Model|Sequential)$/.test(String(className))) {
    throw new ModelError(`a model wants to be a Model or a Sequential, got ${JSON.stringify(className)}`);
  }
  const model = withinLimits(limits, () =>
    className === 'Sequential'
      ? Sequential.fromConfig<Sequential>(Sequential, config)
      : LayersModel.fromConfig<LayersModel>(LayersModel, config),
  );
  releaseShared(model);
  return model;
}

/**
 * A layer of TensorFlow.js lives as long as the calls of it, and a model gives up one when it is disposed of: the others
 * of shared layers are given up here, so that nothing outlives the model.
 */
function releaseShared(model: LayersModel): void {
  for (const layer of model.layers) {
    const isModel = layer instanceof LayersModel;
    if (isModel) releaseShared(layer);
    // The inputs of a model are a call too.
    const calls = layer.inboundNodes.length - (isModel ? 1 : 0);
    for (let surplus = calls - 1; surplus > 0; surplus -= 1) layer.dispose();
  }
}

/** @param build Must be synchronous, so that no other model is built inside. Weights that end in no model are freed. */
function withinLimits({ maxBytes, zeros }: BuildLimits, build: () => LayersModel): LayersModel {
  const maker = layers.Layer.prototype as unknown as WeightMaker;
  const { addWeight } = maker;
  const made = new Set<{ dispose(): void }>();
  let bytes = 0;
  maker.addWeight = function (this: WeightMaker, name, shape, dtype, initializer, ...rest) {
    bytes += 4 * shape.reduce<number>((product, size) => product * (size ?? Number.NaN), 1);
    if (!(bytes <= maxBytes)) {
      throw new ModelError(
        `its layers want more than ${maxBytes} bytes of weights, at ${this.name}/${name} [${shape}]`,
      );
    }
    const first = zeros ? initializers.zeros() : initializer;
    const weight = addWeight.call(this, name, shape, dtype, first, ...rest) as { dispose(): void };
    made.add(weight);
    return weight;
  };
  try {
    const model = build();
    for (const weight of model.weights) made.delete(weight);
    return model;
  } finally {
    maker.addWeight = addWeight;
    for (const weight of made) weight.dispose();
  }
}
