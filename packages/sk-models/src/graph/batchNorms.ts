/** Recognises batch norms, of this package and of TensorFlow.js, and reads their settings. */
import { layerKind } from './layerKinds.js';
import type { GraphNode } from './modelGraph.js';

export interface BatchNormSettings {
  /** Momentum of the running statistics. */
  readonly momentum: number;
  /** Added to variances. */
  readonly epsilon: number;
  /** Whether the layer rectifies its output. */
  readonly relu: boolean;
}

/** Returns the settings of a node that normalises over the last axis; undefined for any other. */
export function readBatchNorm({ layer, inputs: [x] }: GraphNode): BatchNormSettings | undefined {
  const kind = layerKind(layer);
  if (kind.kind === 'SkBatchNorm') {
    const { momentum, epsilon, relu } = kind.layer;
    return { momentum, epsilon, relu };
  }
  if (kind.kind !== 'BatchNormalization' || x === undefined) return undefined;
  const { axis, momentum, epsilon } = kind.settings;
  const isLast = axis === -1 || axis === x.shape.length - 1;
  return isLast ? { momentum, epsilon, relu: false } : undefined;
}
