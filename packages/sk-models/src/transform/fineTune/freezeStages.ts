/** Keeps the first stages of a trained network as they are while the rest is trained for something new. */
import { LayersModel } from '@tensorflow/tfjs-layers';
import { findUnitEnd } from '../../graph/findNode.js';
import { holdStatistics, releaseStatistics } from '../../graph/frozenStatistics.js';
import { type GraphNode, type Layer, type ModelGraph, readGraph } from '../../graph/modelGraph.js';
import { ModelError } from '../../modelError.js';
import { globPattern, isGlob } from '../../nameGlob.js';

/**
 * Freezes the weights of a part of the model: training leaves them, and its batch norms normalise by their running
 * statistics and leave those too, as at inference. What was frozen before stays frozen.
 *
 * Call it before `compile` and before a `TrainStep` is made, which both look at what is trainable. Files keep
 * `trainable`, so a loaded model is still frozen; but where it has a `batchNormalization` of TensorFlow.js, which ignores
 * `trainable`, call this again after loading.
 *
 * @param upTo A stage by number (3 is 'stage3') or the name or glob of a stage, unit or layer ('conv3', 'SK_3_*', 'conv3_2'):
 * everything that the end of its unit is computed from, the stem included. Or a RegExp for names, or a function of layers:
 * the layers that it matches, and no others.
 * @returns The names of the layers with weights that were frozen.
 * @throws ModelError where nothing has that name.
 */
export function freezeStages(
  model: LayersModel,
  upTo: number | string | RegExp | ((layer: Layer) => boolean),
): readonly string[] {
  const chosen = choose(readGraph(model), upTo).filter(({ layer }) => layer.weights.length > 0);
  if (chosen.length === 0) {
    throw new ModelError(
      `freezeStages: upTo wants a stage, unit, layer, pattern or function that finds weights, got ${String(upTo)}`,
    );
  }
  for (const { layer } of chosen) {
    layer.trainable = false;
    holdStatistics(layer);
  }
  return chosen.map(({ name }) => name);
}

/** Makes all layers trainable again. Call `compile` after it, and make a new `TrainStep`. */
export function unfreeze(model: LayersModel): void {
  for (const container of containersOf(model)) container.trainable = true;
  for (const { layer } of readGraph(model).nodes) {
    layer.trainable = true;
    releaseStatistics(layer);
  }
}

/** Returns the model and the models inside it. */
const containersOf = (model: LayersModel): readonly LayersModel[] => [
  model,
  ...model.layers.flatMap((layer) => (layer instanceof LayersModel ? containersOf(layer) : [])),
];

function choose(graph: ModelGraph, upTo: Parameters<typeof freezeStages>[1]): readonly GraphNode[] {
  if (typeof upTo === 'function') return graph.nodes.filter(({ layer }) => upTo(layer));
  if (upTo instanceof RegExp) return graph.nodes.filter(({ name }) => name.search(upTo) >= 0);
  return computedFrom(graph, lastOf(graph, typeof upTo === 'number' ? `stage${upTo}` : upTo));
}

/** Returns the end of the last unit of that name or glob. */
function lastOf(graph: ModelGraph, upTo: string): GraphNode {
  const name = upTo.replace(/[_/.]?\*+$/, '');
  if (!isGlob(name)) return findUnitEnd(graph, name);
  const pattern = globPattern(upTo);
  return findUnitEnd(graph, graph.nodes.findLast((node) => pattern.test(node.name))?.name ?? upTo);
}

/** Returns the node and all that it depends on, in the order of computation. */
function computedFrom({ nodes }: ModelGraph, last: GraphNode): readonly GraphNode[] {
  const needed = new Set([last]);
  // What a node reads was made by an earlier one.
  for (const node of [...nodes].reverse()) {
    if (!needed.has(node)) continue;
    for (const { producer } of node.inputs) if (producer !== undefined) needed.add(producer);
  }
  return nodes.filter((node) => needed.has(node));
}
