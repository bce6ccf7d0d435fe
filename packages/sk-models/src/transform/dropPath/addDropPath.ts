/** Drop path (stochastic depth, Huang et al., 2016) for the residual units of any network. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import { layerKind } from '../../graph/layerKinds.js';
import { type GraphNode, readGraph } from '../../graph/modelGraph.js';
import { copyNodes, rebuildModel, type Substitute } from '../../graph/modelRebuild.js';
import { randomSeed } from '../../layers/randomSeed.js';
import { SkDropPath } from '../../layers/skDropPath.js';
import { withMetadata } from '../../metadata.js';
import { ModelError } from '../../modelError.js';
import { type ResidualUnit, residualUnits } from './residualUnits.js';

export interface AddDropPathOptions {
  /** Decides what is dropped, with the step of training; by default another for each call. */
  readonly seed?: number;
}

const optionNames: OptionNames<AddDropPathOptions> = { seed: true };

/**
 * Returns another model with the same weights whose residual branches are left out for some images in training, by a layer
 * `SkDropPath` at the end of each. The rate rises in equal steps from 0 at the first unit to `rate` at the last, as timm
 * has it; rates that are there already are replaced, by 0 too. Frozen layers stay frozen, and metadata stay.
 *
 * @throws ModelError for a rate that is not from 0 to below 1, and for a model with fewer than two residual units
 */
export function addDropPath(model: LayersModel, rate: number, options: AddDropPathOptions = {}): LayersModel {
  checkOptions('addDropPath: options', options, optionNames, ModelError);
  const { seed = randomSeed() } = options;
  if (!(rate >= 0 && rate < 1)) {
    throw new ModelError(`addDropPath: rate wants a number from 0 to below 1, got ${rate}`);
  }
  const graph = readGraph(model);
  const units = residualUnits(graph);
  if (units.length < 2) {
    throw new ModelError(
      `addDropPath: '${model.name}' has ${units.length === 0 ? 'no residual unit' : 'one residual unit, whose rate is 0'}: drop path wants a network of several units that end in an addition, such as sknet50`,
    );
  }
  const copy = copyNodes();
  const rates = new Map(
    units.map((unit, i): [GraphNode, number] => [unit.end, (rate * i) / (units.length - 1)]),
  );
  const names = new Map(units.map((unit): [GraphNode, string] => [unit.end, nameOf(unit)]));
  const rebuilt = rebuildModel(model, graph, (node) => {
    const own = rates.get(node);
    if (own === undefined) return copy(node);
    const { inputs, layers } = withoutDropPath(node, copy);
    const name = names.get(node) ?? '';
    const drop = { create: () => new SkDropPath({ name, rate: own, seed }) };
    return { inputs, layers: own === 0 ? layers : [...layers, drop] };
  });
  return withMetadata(rebuilt, { ...model.getUserDefinedMetadata() });
}

const withoutDropPath = (node: GraphNode, copy: (node: GraphNode) => Substitute): Substitute =>
  layerKind(node.layer).kind === 'SkDropPath' ? { inputs: node.inputs, layers: [] } : copy(node);

/** Returns the name of the layer: unit/drop_path behind unit/add. */
function nameOf({ addition: { name }, end }: ResidualUnit): string {
  if (layerKind(end.layer).kind === 'SkDropPath') return end.name;
  return name.endsWith('/add') ? `${name.slice(0, -'add'.length)}drop_path` : `${name}_drop_path`;
}
