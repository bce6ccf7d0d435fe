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
  return nodes.flatMap((addition, at): ResidualUnit[] => {
    const [first, second, ...others] = addition.inputs;
    if (layerKind(addition.layer).kind !== 'Add') return [];
    if (first === undefined || second === undefined || first === second || others.length > 0) return [];
    const origins = originsOf(first, second, nodes.slice(0, at));
    for (const [branch, shortcut] of [
      [first, second],
      [second, first],
    ] as const) {
      const { producer: end } = branch;
      if (end === undefined || onlyConsumer(end) !== addition || isProduct(end, shortcut)) continue;
      if (isBranch(branch, shortcut, origins)) return [{ addition, end }];
    }
    return [];
  });
}

const isProduct = ({ layer, inputs }: GraphNode, factor: GraphValue): boolean =>
  layerKind(layer).kind === 'Multiply' && inputs.includes(factor);

/** The addends that values lead to. */
type Origins = ReadonlyMap<GraphValue, ReadonlySet<GraphValue>>;

/** Returns the values that two addends are computed from, back to where all paths meet. @param before The nodes before the addition. */
function originsOf(first: GraphValue, second: GraphValue, before: readonly GraphNode[]): Origins {
  const origins = new Map([first, second].map((addend) => [addend, new Set([addend])]));
  const open = new Set([first, second]);
  for (const { inputs, outputs } of before.toReversed()) {
    if (open.size < 2) break;
    const addends = outputs.flatMap((value) => (open.delete(value) ? [...(origins.get(value) ?? [])] : []));
    if (addends.length === 0) continue;
    for (const value of inputs) {
      origins.set(value, new Set([...(origins.get(value) ?? []), ...addends]));
      open.add(value);
    }
  }
  return origins;
}

function isBranch(branch: GraphValue, shortcut: GraphValue, origins: Origins): boolean {
  if (origins.get(shortcut)?.has(branch)) return true;
  const [own, projecting] = [convolutionsOf(branch, origins), convolutionsOf(shortcut, origins)];
  return projecting <= 1 && own > projecting;
}

/** Counts the convolutions that lead to an addend alone. */
const convolutionsOf = (addend: GraphValue, origins: Origins): number =>
  [...origins].filter(
    ([{ producer }, addends]) =>
      addends.size === 1 &&
      addends.has(addend) &&
      producer !== undefined &&
      kinds.has(layerKind(producer.layer).kind),
  ).length;
