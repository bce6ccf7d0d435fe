/** From a network to its blocks. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import { describeModel, findEntry } from 'sk-models';
import type { ArchitectureBlock, ArchitectureData } from './architectureData.js';
import { blockDetail, selectParts } from './blockDetail.js';
import { groupParts, type PartGroup } from './groupParts.js';

/**
 * Describes a network block by block, from input to output.
 * @param model A model, or a name in the registry of sk-models; for a name nothing is allocated.
 * @throws ModelError for an unknown name, and for a model without a fixed input size.
 */
export function architectureOf(model: string | LayersModel): ArchitectureData {
  const { name, parts, parameters, macs: multiplyAdds } = describeModel(model);
  return {
    format: 'sk-viz/architecture',
    version: 1,
    model: name,
    inputShape: inputShapeOf(model),
    blocks: groupParts(parts).map(blockOf),
    parameters,
    multiplyAdds,
  };
}

/** Returns height, width and channels; `describeModel` has refused open sizes. */
function inputShapeOf(model: string | LayersModel): readonly number[] {
  if (typeof model === 'string') return findEntry(model).defaults.inputShape;
  const [, ...sizes] = elementAt(model.inputs, 0).shape;
  return sizes.filter((size) => size !== null);
}

function blockOf(group: PartGroup): ArchitectureBlock {
  const { name, parts } = group;
  const sum = (of: 'parameters' | 'macs'): number => parts.reduce((total, { cost }) => total + cost[of], 0);
  return {
    name,
    detail: blockDetail(group),
    outputShape: elementAt(parts, parts.length - 1).outputShape,
    parameters: sum('parameters'),
    multiplyAdds: sum('macs'),
    units: selectParts(parts).length,
  };
}
