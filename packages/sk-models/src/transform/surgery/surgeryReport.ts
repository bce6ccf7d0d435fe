/** Reports what surgery changes, layer by layer and in all. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelParts } from '../../costs/modelCosts.js';
import { layerKind } from '../../graph/layerKinds.js';
import type { Layer, ModelGraph } from '../../graph/modelGraph.js';
import type { SkBranch } from '../../layers/skBranch.js';
import type { ConvDescription } from './convolution.js';
import type { Replacement, Replacements, SkippedConv } from './findReplacements.js';
import {
  convolutionCost,
  minus,
  multiplications,
  plus,
  type SurgeryCosts,
  variableCosts,
  weightCosts,
} from './surgeryCosts.js';

export interface ReplacedConv extends ConvDescription {
  /** How often the convolution is called. */
  readonly uses: number;
  readonly branches: readonly SkBranch[];
  /** d of equation (4). */
  readonly width: number;
  /** Name of the batch norm that branch 1 has taken over. */
  readonly absorbed?: string;
  /** Regularisers and constraints of the old layers, which the SK convolution does not have. */
  readonly dropped: readonly string[];
  /** Costs of the convolution and the absorbed batch norm. */
  readonly before: SurgeryCosts;
  readonly after: SurgeryCosts;
}

export interface SurgeryReport {
  readonly replaced: readonly ReplacedConv[];
  /** Matched, but left as they are. */
  readonly skipped: readonly SkippedConv[];
  /** Costs of the whole model. */
  readonly before: SurgeryCosts;
  readonly after: SurgeryCosts;
}

export function surgeryReport(
  model: LayersModel,
  { nodes }: ModelGraph,
  { replacements, skipped }: Replacements,
): SurgeryReport {
  const isFixed = nodes.every(({ inputs }) => inputs.every(({ shape }) => !shape.slice(1).includes(null)));
  const replaced = replacements.map((replacement) => replacedConv(replacement, isFixed));
  const before: SurgeryCosts = {
    ...variableCosts([...new Set(model.weights)]),
    ...(isFixed && multiplications(modelParts(model).map(({ cost }) => cost))),
  };
  const after = replaced.reduce((total, change) => plus(total, change.after, minus(change.before)), before);
  return { replaced, skipped, before, after };
}

function replacedConv({ conv, nodes, norm, sk }: Replacement, isFixed: boolean): ReplacedConv {
  const { layer, description } = conv;
  const kernelAndBias = layer.weights.slice(0, conv.hasBias ? 2 : 1);
  const images = nodes.flatMap(({ inputs: [x] }) =>
    x === undefined ? [] : [[1, ...(x.shape.slice(1) as number[])]],
  );
  const after = images.flatMap((x) => (isFixed ? sk.parts(x) : []));
  const [absorbed] = norm?.nodes ?? [];
  return {
    ...description,
    ...{ uses: nodes.length, branches: sk.branches, width: sk.width },
    ...(absorbed !== undefined && { absorbed: absorbed.name }),
    dropped: [layer, ...(norm === undefined ? [] : [norm.layer])].flatMap(droppedSettings),
    before: {
      ...variableCosts([...kernelAndBias, ...(norm?.layer.weights ?? [])]),
      ...(isFixed && multiplications(images.map((x) => convolutionCost(description, x)))),
    },
    after: {
      ...weightCosts(sk.weightSpecs([1, 1, 1, description.channels])),
      ...(isFixed && multiplications(after.map(({ cost }) => cost))),
    },
  };
}

function droppedSettings(layer: Layer): string[] {
  // The pointwise half of a separable convolution keeps its own.
  const isDropped =
    layerKind(layer).kind === 'SeparableConv2D'
      ? /^depthwise(Regularizer|Constraint)$/
      : /(Regularizer|Constraint)$/;
  const settings = Object.entries(layer.getConfig()).filter(([, value]) => value != null);
  return settings.map(([key]) => key).filter((key) => isDropped.test(key));
}
