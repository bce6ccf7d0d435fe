/**
 * Running averages of batch norms, corrected for their start as the authors' Caffe does it: after t batches an average is
 * the mean of all t with weights momentum^(t-1) to 1, and the value that it began with has no share. With the momentum
 * (m - m^t) / (1 - m^t) in batch t the layers' own update does this, so that no weight is added to the model.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Layer, readGraph } from 'sk-models/graph';

/** A layer that moves running averages. */
interface Averaging {
  readonly layer: Layer & { momentum: number };
  readonly momentum: number;
}

export class RunningAverages {
  readonly #layers: readonly Averaging[];
  #batches: number | undefined;

  /** @param batches The batches that the averages have seen since their start; undefined leaves the averages alone. */
  constructor(model: LayersModel, batches: number | undefined) {
    this.#layers = averagingLayers(model).map((layer) => ({ layer, momentum: layer.momentum }));
    this.#batches = batches;
  }

  get batches(): number | undefined {
    return this.#batches;
  }

  /** Forgets the batches of a step that has failed: the caller gives the averages their former values. */
  goBackTo(batches: number | undefined): void {
    this.#batches = batches;
  }

  /** Calls a function that moves the averages by one batch. */
  during<T>(forward: () => T): T {
    if (this.#batches === undefined) return forward();
    const batch = this.#batches + 1;
    for (const { layer, momentum } of this.#layers) layer.momentum = correctedMomentum(momentum, batch);
    try {
      return forward();
    } finally {
      for (const { layer, momentum } of this.#layers) layer.momentum = momentum;
      this.#batches = batch;
    }
  }
}

function correctedMomentum(momentum: number, batch: number): number {
  const rest = momentum ** batch;
  return (momentum - rest) / (1 - rest);
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

function averagingLayers(model: LayersModel): Averaging['layer'][] {
  const layers = new Set(readGraph(model).nodes.map(({ layer }) => layer));
  return [...layers].filter((layer): layer is Averaging['layer'] => {
    const { momentum } = layer as Partial<Averaging['layer']>;
    return typeof momentum === 'number' && momentum < 1;
  });
}
