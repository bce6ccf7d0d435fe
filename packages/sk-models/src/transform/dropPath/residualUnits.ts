/** Finds the units of a network that end in the addition of a shortcut. */
import { type LayerKind, layerKind } from '../../graph/layerKinds.js';
import { type GraphNode, type GraphValue, type ModelGraph, onlyConsumer } from '../../graph/modelGraph.js';

/** Layers that convolve. */
const kinds: ReadonlySet<LayerKind['kind']> = new Set([
  'Conv2D',
  'DepthwiseConv2D',
  'SeparableConv2D',
  'SkConv2D',
  'SkGroupedConv2D',
]);

export interface ResidualUnit {
  readonly addition: GraphNode;
  /** Makes the end of the branch, which the addition alone reads. */
  readonly end: GraphNode;
}

/**
 * Returns the residual units in the order of computation. Of the two values that are added one is the shortcut: what the
 * other one is computed from, or a projection of it by one convolution at most. A value that is added to its own product,
 * as a masked one in residual attention, is no branch.
 */
export function residualUnits({ nodes }: ModelGraph): readonly ResidualUnit[] {
  const origins = new Map<GraphValue, ReadonlySet<GraphValue>>();
  for (const { inputs, outputs } of nodes) {
    const before = new Set(inputs.flatMap((value) => [value, ...(origins.get(value) ?? [])]));
    for (const value of outputs) origins.set(value, before);
  }
  const originsOf = (value: GraphValue): ReadonlySet<GraphValue> => origins.get(value) ?? new Set();
  return nodes.flatMap((addition): ResidualUnit[] => {
    const [first, second, ...others] = addition.inputs;
    if (layerKind(addition.layer).kind !== 'Add') return [];
    if (first === undefined || second === undefined || others.length > 0) return [];
    for (const [branch, shortcut] of [
      [first, second],
      [second, first],
    ] as const) {
      const { producer: end } = branch;
      if (end === undefined || onlyConsumer(end) !== addition || isProduct(end, shortcut)) continue;
      if (isBranch(branch, shortcut, originsOf)) return [{ addition, end }];
    }
    return [];
  });
}

const isProduct = ({ layer, inputs }: GraphNode, factor: GraphValue): boolean =>
  layerKind(layer).kind === 'Multiply' && inputs.includes(factor);

function isBranch(
  branch: GraphValue,
  shortcut: GraphValue,
  originsOf: (value: GraphValue) => ReadonlySet<GraphValue>,
): boolean {
  const [ofBranch, ofShortcut] = [originsOf(branch), originsOf(shortcut)];
  if (ofBranch.has(shortcut)) return true;
  const own = convolutions([branch, ...ofBranch].filter((value) => !ofShortcut.has(value)));
  const projecting = convolutions([shortcut, ...ofShortcut].filter((value) => !ofBranch.has(value)));
  return projecting <= 1 && own > projecting;
}

/** Counts the values that convolutions make. */
const convolutions = (values: readonly GraphValue[]): number =>
  values.filter(({ producer }) => producer !== undefined && kinds.has(layerKind(producer.layer).kind)).length;
