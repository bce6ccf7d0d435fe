/** Keeps the first stages of a trained network as they are while the rest learns something new. */
import { LayersModel } from '@tensorflow/tfjs-layers';
import { type Dataflow, dataflow, type Step } from '../../graph/dataflow.js';
import { holdStatistics, releaseStatistics } from '../../graph/frozenStatistics.js';
import type { Layer } from '../../graph/modelGraph.js';
import { findUnitEnd } from '../../graph/places.js';
import { ModelError } from '../../modelError.js';

/**
 * Freezes the weights of a part of the model, which then learn nothing; its batch norms normalise by their running
 * statistics and leave them, as at inference. What was frozen before stays frozen.
 *
 * Call it before `compile` and before a `TrainStep` is made, which both look at what is trainable. Files keep
 * `trainable`, so a loaded model is still frozen; but where it has a `batchNormalization` of TensorFlow.js, which does
 * not care about that, call this again after loading.
 *
 * @param upTo A stage by number (3 is 'stage3') or the name of a stage, unit or layer ('conv3', 'SK_3_*', 'conv3_2'):
 * all that the end of its unit is computed from, the stem included. Or a RegExp for names, or a function of layers:
 * those alone.
 * @returns The names of the layers with weights that were chosen.
 * @throws ModelError where nothing has that name.
 */
export function freezeStages(
  model: LayersModel,
  upTo: number | string | RegExp | ((layer: Layer) => boolean),
): readonly string[] {
  const flow = dataflow(model);
  const chosen = choose(flow, upTo).filter(({ use }) => use.layer.weights.length > 0);
  if (chosen.length === 0) throw new ModelError(`freezeStages: no layer with weights in ${String(upTo)}`);
  for (const { use } of chosen) {
    use.layer.trainable = false;
    holdStatistics(use.layer);
  }
  return chosen.map(({ use }) => use.name);
}

/** All layers learn again. Compile after it, and make a new `TrainStep`. */
export function unfreeze(model: LayersModel): void {
  for (const container of containersOf(model)) container.trainable = true;
  for (const { use } of dataflow(model).steps) {
    use.layer.trainable = true;
    releaseStatistics(use.layer);
  }
}

/** The model and the models inside it. */
const containersOf = (model: LayersModel): readonly LayersModel[] => [
  model,
  ...model.layers.flatMap((layer) => (layer instanceof LayersModel ? containersOf(layer) : [])),
];

function choose(flow: Dataflow, upTo: Parameters<typeof freezeStages>[1]): readonly Step[] {
  if (typeof upTo === 'function') return flow.steps.filter(({ use }) => upTo(use.layer));
  if (upTo instanceof RegExp) return flow.steps.filter(({ use }) => use.name.search(upTo) >= 0);
  const name = typeof upTo === 'number' ? `stage${upTo}` : upTo.replace(/[_/.]?\*+$/, '');
  return computedFrom(flow, findUnitEnd(flow, name));
}

/** The step and all that it depends on, in the order of computation. */
function computedFrom({ steps }: Dataflow, last: Step): readonly Step[] {
  const needed = new Set([last]);
  // What a step reads was made by an earlier one.
  for (const step of [...steps].reverse()) {
    if (!needed.has(step)) continue;
    for (const { maker } of step.reads) if (maker !== undefined) needed.add(maker);
  }
  return steps.filter((step) => needed.has(step));
}
