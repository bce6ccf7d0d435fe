/** A network in blocks. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describeModel, registry } from 'sk-models';
import type { ArchitectureBlock, ArchitectureData } from './architectureData.js';
import { blockDetail, selectParts } from './blockDetail.js';
import { groupParts, type PartGroup } from './groupParts.js';

/**
 * @param model A model, or a name of sk-models' registry: then nothing is allocated.
 * @throws ModelError for an unknown name and for a model without a fixed input size
 */
export function architectureOf(model: string | LayersModel): ArchitectureData {
  const { name, parts, parameters, macs: multiplyAdds } = describeModel(model);
  const inputShape =
    typeof model === 'string' ? registry.get(model)!.defaults.inputShape : model.inputs[0]!.shape.slice(1);
  return {
    format: 'sk-viz/architecture',
    version: 1,
    model: name,
    inputShape: inputShape as readonly number[],
    blocks: groupParts(parts).map(blockOf),
    parameters,
    multiplyAdds,
  };
}

function blockOf(group: PartGroup): ArchitectureBlock {
  const { name, parts } = group;
  const sum = (of: 'parameters' | 'multiplyAdds'): number =>
    parts.reduce((total, { cost }) => total + cost[of], 0);
  return {
    name,
    detail: blockDetail(group),
    outputShape: parts.at(-1)!.outputShape,
    parameters: sum('parameters'),
    multiplyAdds: sum('multiplyAdds'),
    units: selectParts(parts).length,
  };
}
