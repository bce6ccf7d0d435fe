/** Computes something for each value of a graph, from its inputs to its outputs. */
import { elementAt } from 'sk-core';
import { ModelError } from '../modelError.js';
import type { GraphNode, GraphValue, ModelGraph } from './modelGraph.js';

/** Turns what is known of a node's inputs into the same of its outputs. */
export type Visit<T> = (node: GraphNode, inputs: readonly T[]) => readonly T[];

/**
 * Visits each node once, after those that it reads from.
 *
 * @param inputs One result for each input of the model.
 * @returns One result for each output of the model.
 * @throws RangeError where there are fewer results than inputs, or than a node has outputs.
 */
export function walkGraph<T extends NonNullable<unknown>>(
  graph: ModelGraph,
  inputs: readonly T[],
  visit: Visit<T>,
): readonly T[] {
  const results = new Map<GraphValue, T>();
  const record = (values: readonly GraphValue[], made: readonly T[]): void => {
    for (const [i, value] of values.entries()) results.set(value, elementAt(made, i));
  };
  const resultOf = (value: GraphValue): T => {
    const result = results.get(value);
    if (result !== undefined) return result;
    throw new ModelError(`walkGraph: nothing is known of '${value.tensor.name}', which is read here`);
  };
  record(graph.inputs, inputs);
  for (const node of graph.nodes) record(node.outputs, visit(node, node.inputs.map(resultOf)));
  return graph.outputs.map(resultOf);
}
