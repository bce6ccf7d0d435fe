/** Finds what a convolution can take over: its batch norm, the addition of a residual unit, the ReLU behind them. */
import { type BatchNormSettings, readBatchNorm } from '../../graph/batchNorms.js';
import { layerKind } from '../../graph/layerKinds.js';
import {
  type GraphNode,
  type GraphValue,
  type Layer,
  type ModelGraph,
  onlyConsumer,
} from '../../graph/modelGraph.js';
import { isRelu, otherOperand } from '../../graph/residualEnds.js';

/** Several nodes that become one. */
export interface Fold {
  /** In the order of computation: `conv` is the first, and the fold makes what the last one makes. */
  readonly nodes: readonly GraphNode[];
  readonly conv: GraphNode;
  readonly norm: GraphNode;
  readonly settings: BatchNormSettings;
  /** Added before the activation. */
  readonly addend?: GraphValue;
  readonly relu: boolean;
}

/**
 * Returns the folds of a graph. Nothing is folded that others can see: every value inside a fold has one reader and is no
 * output, and no convolution or batch norm in it is called a second time.
 */
export function findFolds({ nodes, calls }: ModelGraph): readonly Fold[] {
  const taken = new Set<GraphNode>();
  return nodes.flatMap((norm): Fold[] => {
    const settings = readBatchNorm(norm);
    const conv = norm.inputs[0]?.producer;
    if (settings === undefined || conv === undefined) return [];
    if (!canFold(conv.layer) || onlyConsumer(conv) !== norm) return [];
    if ([conv, norm].some(({ layer }) => calls.get(layer) !== 1)) return [];
    const fold = { conv, norm, settings, ...extend(conv, norm, settings, taken) };
    for (const node of fold.nodes) taken.add(node);
    return [fold];
  });
}

function extend(
  conv: GraphNode,
  norm: GraphNode,
  settings: BatchNormSettings,
  taken: ReadonlySet<GraphNode>,
): Pick<Fold, 'nodes' | 'addend' | 'relu'> {
  if (settings.relu) return { nodes: [conv, norm], relu: true };
  const next = onlyConsumer(norm);
  const addend = next === undefined || taken.has(next) ? undefined : otherOperand(next, norm);
  if (next === undefined || addend === undefined || layerKind(conv.layer).kind !== 'SkGroupedConv2D') {
    return withRelu([conv], norm);
  }
  return { addend, ...withRelu([conv, norm], next) };
}

/** Adds the ReLU that alone reads the last node, where there is one. */
function withRelu(before: readonly GraphNode[], last: GraphNode): Pick<Fold, 'nodes' | 'relu'> {
  const next = onlyConsumer(last);
  return next !== undefined && isRelu(next.layer)
    ? { nodes: [...before, last, next], relu: true }
    : { nodes: [...before, last], relu: false };
}

/** Tells whether the last axes of the layer's kernel are the channels of its output, with nothing done to them after. */
function canFold(layer: Layer): boolean {
  const kind = layerKind(layer);
  switch (kind.kind) {
    case 'SkGroupedConv2D':
      return true;
    case 'Conv2D':
    case 'DepthwiseConv2D':
      return kind.settings.activation === 'linear' && kind.settings.dataFormat !== 'channelsFirst';
    case 'Dense':
      return kind.settings.activation === 'linear';
    default:
      return false;
  }
}
