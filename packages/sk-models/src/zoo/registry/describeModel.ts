/** Describes a model: its parts, its costs, and what the paper prints. Nothing runs and no weight is allocated. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelParts } from '../../costs/modelCosts.js';
import type { LayerPart } from '../../layers/layerPart.js';
import { sizeOf } from '../../layers/shape.js';
import { modelMetadata } from '../../metadata.js';
import { ModelError } from '../../modelError.js';
import type { PaperFigures } from '../../types.js';
import type { CreateOptions } from '../family/createFrom.js';
import { withBlueprint } from './blueprint.js';
import { findEntry, registry } from './registry.js';

export interface ModelDescription {
  readonly name: string;
  /** In the order of computation. */
  readonly parts: readonly LayerPart[];
  /** Trainable values: filters, biases, and the scale and shift of batch norms. */
  readonly parameters: number;
  /** Running means and variances of batch norms. */
  readonly statistics: number;
  /** MACs of convolutions and fully connected layers, for one image. */
  readonly macs: number;
  /** Channel-wise products of attention. With it, `macs` is the GFLOPs figure of the paper's SK rows. */
  readonly attentionScaling: number;
  /** Outputs of batch norms. With these instead, it is the figure of ResNeXt and SENet in Tables 1 and 2. */
  readonly batchNormElements: number;
  readonly paper?: PaperFigures;
}

/**
 * Describes a model, or the network of a name.
 *
 * @param options For a name: classes and input in place of the defaults.
 * @throws ModelError for an unknown name, for a model without a fixed input size, and for options that do not exist or
 * come with a model.
 */
export function describeModel(model: string | LayersModel, options: CreateOptions = {}): ModelDescription {
  if (typeof model !== 'string') {
    refuseOptions(options);
    const name = modelMetadata(model).skModel ?? model.name;
    return describe(name, modelParts(model), registry.get(name)?.paper);
  }
  const { paper } = findEntry(model);
  return withBlueprint(model, options, (blueprint) => describe(model, modelParts(blueprint), paper));
}

/** A model has its classes and its input already. */
function refuseOptions(options: CreateOptions): void {
  const names = Object.keys(options);
  if (names.length === 0) return;
  throw new ModelError(
    `describeModel: options are for the network of a name, got ${names.join(', ')} with a model`,
  );
}

function describe(
  name: string,
  parts: readonly LayerPart[],
  paper: PaperFigures | undefined,
): ModelDescription {
  const sum = (read: (part: LayerPart) => number): number =>
    parts.reduce((total, part) => total + read(part), 0);
  return {
    name,
    parts,
    parameters: sum(({ cost }) => cost.parameters),
    statistics: sum(({ cost }) => cost.statistics),
    macs: sum(({ cost }) => cost.macs),
    attentionScaling: sum(({ cost }) => cost.attentionScaling),
    batchNormElements: sum((part) => (part.kind === 'batchNorm' ? sizeOf(part.outputShape) : 0)),
    ...(paper !== undefined && { paper }),
  };
}
