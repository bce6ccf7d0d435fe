/**
 * Running averages of batch norms, corrected for their start as the authors' Caffe does it: after t batches an average is
 * the mean of all t with weights momentum^(t-1) to 1, and the value that it began with has no share. Moving by the momentum
 * (m - m^t) / (1 - m^t) in batch t does this, so that no weight is added to the model. Averages move after the forward
 * pass, once the step is known to be sound.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { type DeviceNumber, deferAverages, type MovingAverage, moveAverages } from 'sk-core';
import { type Layer, layerKind, readGraph } from 'sk-models/graph';

/** The averages of one forward pass that wait to be moved, each with the momentum of its layer. */
export type WaitingAverages = readonly (MovingAverage & { readonly momentum: number })[];

/** A batch norm of TensorFlow.js, which moves its averages itself. */
interface StockBatchNorm {
  momentum: number;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}

export class RunningAverages {
  /** The momenta of the layers, each once. */
  readonly momenta: readonly number[];
  readonly #stock: readonly StockBatchNorm[];
  #batches: number | undefined;

  /** @param batches The batches that the averages have seen since their start; undefined leaves the averages alone. */
  constructor(model: LayersModel, batches: number | undefined) {
    const layers = [...new Set(readGraph(model).nodes.map(({ layer }) => layer))];
    const momenta = layers.map((layer) => (layer as Partial<StockBatchNorm>).momentum);
    this.momenta = [...new Set(momenta.filter((momentum) => typeof momentum === 'number'))];
    this.#stock = layers.filter(isStock);
    this.#batches = batches;
  }

  get batches(): number | undefined {
    return this.#batches;
  }

  /** Counts batches of a step that begins. */
  advance(batches: number): void {
    if (this.#batches !== undefined) this.#batches += batches;
  }

  /** Forgets the batches of a step that has failed. */
  goBackTo(batches: number | undefined): void {
    this.#batches = batches;
  }

  /** Returns the momentum of a layer in a batch, counted from 0 since the last {@link advance}. */
  momentumIn(momentum: number, batch: number): number {
    if (this.#batches === undefined || momentum >= 1) return momentum;
    const rest = momentum ** (this.#batches + batch + 1);
    return (momentum - rest) / (1 - rest);
  }

  /** Calls a function that would move the averages. The caller disposes of the values of those that wait. */
  during<T>(forward: () => T): { readonly result: T; readonly averages: WaitingAverages } {
    const restore = this.#stock.map(takeOver);
    try {
      const { result, averages } = deferAverages(forward);
      return { result, averages: averages as MovingAverage[] as WaitingAverages };
    } finally {
      for (const back of restore) back();
    }
  }
}

/**
 * Moves averages of several batches, one batch after the other.
 *
 * @param momentumOf Returns the momentum to move by, for that of a layer in the nth batch.
 */
export function moveWaiting(
  batches: readonly WaitingAverages[],
  momentumOf: (momentum: number, batch: number) => number | DeviceNumber,
): void {
  for (const [batch, averages] of batches.entries()) {
    moveAverages(averages.map((average) => ({ ...average, momentum: momentumOf(average.momentum, batch) })));
  }
}

const isStock = (layer: Layer): layer is Layer & StockBatchNorm =>
  layerKind(layer).kind === 'BatchNormalization';

/** Makes a layer hand its statistics to `moveAverages`: it writes old - (old - new) (1 - momentum), which is new here. */
function takeOver(layer: StockBatchNorm): () => void {
  const { momentum } = layer;
  layer.momentum = 0;
  const restore = [layer.movingMean, layer.movingVariance].map((weight) => {
    const running = weight.read() as tf.Variable;
    weight.read = () => tf.zerosLike(running);
    weight.write = (value) => {
      moveAverages([{ running, value, momentum, scale: 1 }]);
      return weight;
    };
    return () => {
      Reflect.deleteProperty(weight, 'read');
      Reflect.deleteProperty(weight, 'write');
    };
  });
  return () => {
    layer.momentum = momentum;
    for (const back of restore) back();
  };
}

/** Tells whether all running averages have the values that a new layer gives them: 0 for means, 1 for variances. */
export async function areAveragesNew(model: LayersModel): Promise<boolean> {
  const startOf = (name: string): number | undefined =>
    name.endsWith('moving_mean') ? 0 : name.endsWith('moving_variance') ? 1 : undefined;
  for (const weight of model.weights) {
    const start = startOf(weight.originalName);
    if (start === undefined) continue;
    for (const value of await weight.read().data()) if (value !== start) return false;
  }
  return true;
}
