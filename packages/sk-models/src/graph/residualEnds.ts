/** The ends of residual units: a batch norm, an addition that alone reads it, and a ReLU that alone reads the sum. */
import type { SkBatchNorm } from '../layers/skBatchNorm.js';
import { layerKind } from './layerKinds.js';
import { type GraphNode, type GraphValue, type Layer, type ModelGraph, onlyConsumer } from './modelGraph.js';

export interface ResidualEnd {
  readonly norm: GraphNode;
  readonly layer: SkBatchNorm;
  readonly add: GraphNode;
  /** The place of the batch norm's output among the inputs of the addition, which has two. */
  readonly place: 0 | 1;
  readonly relu: GraphNode;
}

/** Returns the ends of residual units whose last batch norm is an `SkBatchNorm`. Nobody else sees a value inside of one. */
export const findResidualEnds = ({ nodes }: ModelGraph): readonly ResidualEnd[] =>
  nodes.flatMap((add) => endAt(add) ?? []);

function endAt(add: GraphNode): ResidualEnd | undefined {
  const relu = onlyConsumer(add);
  if (relu === undefined || !isRelu(relu.layer)) return undefined;
  for (const place of [0, 1] as const) {
    const norm = add.inputs[place]?.producer;
    if (norm === undefined || onlyConsumer(norm) !== add || otherOperand(add, norm) === undefined) continue;
    const kind = layerKind(norm.layer);
    if (kind.kind === 'SkBatchNorm' && !kind.layer.relu) return { norm, layer: kind.layer, add, place, relu };
  }
  return undefined;
}

/** Returns what is added to the output of `norm`, where the node adds two values of one shape, known but for the batch. */
export function otherOperand({ layer, inputs }: GraphNode, norm: GraphNode): GraphValue | undefined {
  const [first, second, ...others] = inputs;
  if (layerKind(layer).kind !== 'Add' || first === undefined || second === undefined) return undefined;
  if (others.length > 0) return undefined;
  const [own, other] = first === norm.outputs[0] ? [first, second] : [second, first];
  const shape = own.shape.slice(1);
  return `${shape}` === `${other.shape.slice(1)}` && !shape.includes(null) ? other : undefined;
}

/** Tells whether a layer is a ReLU without a largest value. */
export function isRelu(layer: Layer): boolean {
  const kind = layerKind(layer);
  if (kind.kind === 'Activation') return kind.settings.activation === 'relu';
  return kind.kind === 'ReLU' && kind.settings.maxValue == null;
}
