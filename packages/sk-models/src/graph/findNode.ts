/** Finds a node of a network by the name of a layer, a unit or a stage. */
import { nearestNames } from 'sk-core';
import { ModelError } from '../modelError.js';
import { dominators } from './dominators.js';
import type { GraphNode, ModelGraph } from './modelGraph.js';
import { findStages } from './stages.js';

/**
 * Returns the node that makes the output of a layer ('SK_3_4', 'avepool'), of a unit ('conv3_2') or of a stage ('conv3',
 * 'stage3'): the end of the last unit, where the name is the beginning of many.
 *
 * @throws ModelError that lists the nearest names.
 */
export function findNode(graph: ModelGraph, name: string): GraphNode {
  const exact = graph.nodes.find((node) => node.name === name);
  if (exact !== undefined) return exact;
  const last = graph.nodes.findLast((node) => isPartOf(node.name, name));
  if (last !== undefined && dominators(graph).includes(last)) return last;
  return lastOfStage(graph, name) ?? last ?? refuse(graph, name);
}

/**
 * Returns the last node of the unit that holds what is named, where {@link findNode} may return one inside of a unit.
 *
 * @throws ModelError that lists the nearest names.
 */
export function findUnitEnd(graph: ModelGraph, name: string): GraphNode {
  const named = graph.nodes.findLast((node) => node.name === name || isPartOf(node.name, name));
  const last = named ?? lastOfStage(graph, name) ?? refuse(graph, name);
  const begin = graph.nodes.indexOf(last);
  const ends = new Set(dominators(graph));
  return graph.nodes.find((node, i) => i >= begin && ends.has(node)) ?? last;
}

/** Tells whether a layer is of a unit. The units of conv2 are called conv2_1, and their layers conv2_1/relu. */
export const isPartOf = (layer: string, unit: string): boolean =>
  layer.startsWith(unit) && /^[_/.]/.test(layer.slice(unit.length));

const lastOfStage = (graph: ModelGraph, name: string): GraphNode | undefined =>
  findStages(graph).find((stage) => stage.name === name || stage.label === name)?.last;

function refuse(graph: ModelGraph, name: string): never {
  const stages = findStages(graph).flatMap((stage) => stage.name ?? []);
  const near = nearestNames(name, [...stages, ...graph.nodes.map((node) => node.name)], 3);
  const hint = near.length === 0 ? '' : ` Did you mean ${near.map((known) => `'${known}'`).join(', ')}?`;
  throw new ModelError(
    `no layer, unit or stage is called '${name}'.${hint} Stages: ${stages.join(', ') || 'none known'}.`,
  );
}
