/** Builds the layers of a checked topology within a limit of bytes; the values of weights are written later. */
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { initializers, LayersModel, layers, Sequential } from '@tensorflow/tfjs-layers';
import { ModelError } from 'sk-models';
import { pythonicToTs } from './pythonicToTs.js';

type AddWeight = (
  name: string,
  shape: readonly (number | null)[],
  dtype?: string,
  ...rest: unknown[]
) => unknown;

/** The protected method of a layer that makes each of its weights. */
interface WeightMaker {
  name: string;
  addWeight: AddWeight;
}

interface BuildLimits {
  /** Layers that want more are refused before they get it. */
  readonly maxBytes: number;
  /** Make weights of zeros, since values follow; false leaves the layers their initializers. */
  readonly zeros: boolean;
}

/**
 * Returns the model of a topology.
 *
 * @param topology Class_name and config of a Model, Functional or Sequential; {@link checkTopology} has passed it.
 * @throws ModelError where its weights take more than maxBytes, and the errors of the layers.
 */
export function buildModel(topology: object, limits: BuildLimits): LayersModel {
  const { className, config } = pythonicToTs(topology) as { className?: unknown; config?: never };
  if (typeof config !== 'object' || !/^(Functional|Model|Sequential)$/.test(String(className))) {
    throw new ModelError(`a model wants the class Model or Sequential, got ${JSON.stringify(className)}`);
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
 * Lets shared layers end with the model. A layer of TensorFlow.js is freed once all of its calls are disposed of, and a model
 * disposes of one call: the others are disposed of here.
 */
function releaseShared(model: LayersModel): void {
  for (const layer of model.layers) {
    if (layer instanceof LayersModel) releaseShared(layer);
    // The inputs of a model are a call too, which a functional model disposes of and a sequential one does not.
    const isTwice = layer instanceof LayersModel && !(model instanceof Sequential);
    const calls = layer.inboundNodes.length - (isTwice ? 1 : 0);
    for (let surplus = calls - 1; surplus > 0; surplus--) layer.dispose();
  }
}

/** Limit of the weights of a model. */
const maxWeights = 50_000;
/** Limit of the weights of a layer: a name of each is looked for among those of all before it. */
const maxLayerWeights = 1000;

/** Counts weights and their bytes in `build`, which is synchronous. Weights that the model does not have are freed. */
function withinLimits({ maxBytes, zeros }: BuildLimits, build: () => LayersModel): LayersModel {
  const maker = layers.Layer.prototype as unknown as WeightMaker;
  const { addWeight } = maker;
  const made = new Set<{ dispose(): void }>();
  let [bytes, weights] = [0, 0];
  const perLayer = new Map<WeightMaker, number>();
  maker.addWeight = function (this: WeightMaker, name, shape, dtype, initializer, ...rest) {
    bytes += 4 * shape.reduce<number>((product, size) => product * (size ?? Number.NaN), 1);
    if (!(bytes <= maxBytes)) {
      throw new ModelError(
        `its layers want more than ${maxBytes} bytes of weights, at ${this.name}/${name} [${shape}]`,
      );
    }
    if (++weights > maxWeights) throw new ModelError(`its layers want more than ${maxWeights} weights`);
    const ofLayer = (perLayer.get(this) ?? 0) + 1;
    perLayer.set(this, ofLayer);
    if (ofLayer > maxLayerWeights) {
      throw new ModelError(`layer '${this.name}' wants more than ${maxLayerWeights} weights`);
    }
    const first = zeros ? initializers.zeros() : initializer;
    const weight = addWeight.call(this, name, shape, dtype, first, ...rest) as { dispose(): void };
    made.add(weight);
    return weight;
  };
  try {
    const model = freeingOnFailure(build);
    for (const weight of model.weights) made.delete(weight);
    return model;
  } finally {
    maker.addWeight = addWeight;
    for (const weight of made) weight.dispose();
  }
}

/** Frees the tensors of a build that fails: the values of weights that were not to be. */
function freeingOnFailure(build: () => LayersModel): LayersModel {
  const scopes = engine();
  let made: readonly Tensor[] = [];
  scopes.startScope('buildModel');
  try {
    const model = build();
    made = [...scopes.state.activeScope.track];
    return model;
  } finally {
    scopes.endScope([...made]);
  }
}
