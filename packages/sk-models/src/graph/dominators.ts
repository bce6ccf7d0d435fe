/** Finds where a network narrows to one value: the ends of its units, whatever family it is of. */
import type { GraphNode, GraphValue, ModelGraph } from './modelGraph.js';

/**
 * Returns the nodes through which every path to the later ones leads: what is computed after such a node reads what the
 * node makes, and nothing that was made before. The last addition of a residual unit is one, a convolution beside a
 * shortcut is not. In the order of computation.
 */
export function dominators({ inputs, nodes }: ModelGraph): readonly GraphNode[] {
  const lastReads = new Map<GraphValue, number>();
  for (const [i, node] of nodes.entries()) {
    for (const value of node.inputs) lastReads.set(value, i);
  }
  for (const value of nodes.at(-1)?.outputs ?? []) lastReads.set(value, nodes.length);
  let pending = new Set(inputs.filter((value) => lastReads.has(value)));
  return nodes.filter((node, i) => {
    pending = new Set([...pending, ...node.outputs].filter((value) => (lastReads.get(value) ?? -1) > i));
    const [only] = node.outputs;
    return pending.size === 1 && only !== undefined && pending.has(only);
  });
}
