/** Finds a place in a network by the name of a layer, a unit or a stage. */

import { ModelError } from '../modelError.js';
import { nearestNames } from '../nearestNames.js';
import type { Dataflow, Step } from './dataflow.js';
import { stagesOf } from './stages.js';
import { waypoints } from './waypoints.js';

/**
 * The step that makes the output of a layer ('SK_3_4', 'avepool'), of a unit ('conv3_2') or of a stage ('conv3',
 * 'stage3'): the last unit's, where the name is the beginning of many.
 *
 * @throws ModelError that lists the nearest names.
 */
export function findOutput(flow: Dataflow, name: string): Step {
  const exact = flow.steps.find(({ use }) => use.name === name);
  if (exact !== undefined) return exact;
  const last = flow.steps.findLast(({ use }) => isPartOf(use.name, name));
  if (last !== undefined && waypoints(flow).includes(last)) return last;
  return stageCalled(flow, name)?.last ?? last ?? refuse(flow, name);
}

/**
 * As {@link findOutput}, but the end of the unit that holds what is named, since half a unit is never meant.
 *
 * @throws ModelError that lists the nearest names.
 */
export function findUnitEnd(flow: Dataflow, name: string): Step {
  const named = flow.steps.findLast(({ use }) => use.name === name || isPartOf(use.name, name));
  const last = named ?? stageCalled(flow, name)?.last ?? refuse(flow, name);
  const begin = flow.steps.indexOf(last);
  const ends = new Set(waypoints(flow));
  return flow.steps.find((step, i) => i >= begin && ends.has(step)) ?? last;
}

/** The units of conv2 are called conv2_1, and their layers conv2_1/relu. */
const isPartOf = (layer: string, unit: string): boolean =>
  layer.startsWith(unit) && /^[_/.]/.test(layer.slice(unit.length));

const stageCalled = (flow: Dataflow, name: string): ReturnType<typeof stagesOf>[number] | undefined =>
  stagesOf(flow).find((stage) => stage.name === name || stage.label === name);

function refuse(flow: Dataflow, name: string): never {
  const stages = stagesOf(flow).flatMap((stage) => stage.name ?? []);
  const near = nearestNames(name, [...stages, ...flow.steps.map(({ use }) => use.name)], 3);
  const hint = near.length === 0 ? '' : ` Did you mean ${near.map((known) => `'${known}'`).join(', ')}?`;
  throw new ModelError(
    `no layer, unit or stage is called '${name}'.${hint} Stages: ${stages.join(', ') || 'none known'}.`,
  );
}
