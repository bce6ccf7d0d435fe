/** A trained model made ready for inference: batch norms folded into convolutions, residual units ended inside them. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { dataflow } from '../../graph/dataflow.js';
import type { Layer } from '../../graph/modelGraph.js';
import {
  configured,
  type NewLayer,
  rebuildModel,
  repeater,
  type Substitute,
} from '../../graph/modelRebuild.js';
import { SkConv2D } from '../../layers/skConv2D.js';
import { SkFoldedConv2D, type SkFoldedConv2DArgs } from '../../layers/skFoldedConv2D.js';
import { SkFusedConv2D, type SkFusedConv2DArgs } from '../../layers/skFusedConv2D.js';
import { SkGroupedConv2D } from '../../layers/skGroupedConv2D.js';
import { type ModelMetadata, withMetadata } from '../../metadata.js';
import { type Fold, findFolds } from './findFolds.js';
import { foldedSkWeights, foldedWeights } from './foldWeights.js';

/**
 * Another model with the same outputs at inference and fewer layers. Folded are: a batch norm, with its ReLU, into the
 * convolution before it (`SkGroupedConv2D`, which becomes `SkFusedConv2D`, or a `conv2d`, `depthwiseConv2d` or `dense` of
 * TensorFlow.js, which gets a bias); the addition of two values and the ReLU behind it into an `SkGroupedConv2D` that makes
 * one of them; the batch norms inside `SkConv2D`, which becomes `SkFoldedConv2D`. What somebody else reads too, what is
 * used twice and what is an output stays as it is. Nested models are unrolled.
 *
 * The given model stays as it is, and training either model does not change the other. Weights of the new one are
 * ordinary weights: it can be saved, loaded and trained, without batch norms then. Its metadata is the given model's.
 */
export function foldBatchNorm(model: LayersModel): LayersModel {
  const flow = dataflow(model);
  const folds = findFolds(flow);
  const foldEndingAt = new Map(folds.map((fold) => [fold.steps.at(-1), fold]));
  const inside = new Set(folds.flatMap(({ steps }) => steps.slice(0, -1)));
  const repeat = repeater(skFolded);
  const folded = rebuildModel(model, flow, (step) => {
    if (inside.has(step)) return undefined;
    const fold = foldEndingAt.get(step);
    return fold === undefined ? repeat(step) : fuse(fold);
  });
  return withMetadata(folded, (model.getUserDefinedMetadata() ?? {}) as ModelMetadata);
}

/** What held for a kernel need not hold for one with a batch norm in it. */
const unconstrained = { kernelConstraint: null, depthwiseConstraint: null, biasConstraint: null } as const;

function fuse({ conv, norm, addend, relu }: Fold): Substitute {
  const { layer, name } = conv.use;
  const config = { ...layer.getConfig(), name, activation: relu ? 'relu' : 'linear' };
  return {
    reads: [...conv.reads, ...(addend === undefined ? [] : [addend])],
    layers: [
      {
        create: () =>
          layer instanceof SkGroupedConv2D
            ? new SkFusedConv2D({
                ...(config as object as SkFusedConv2DArgs),
                residual: addend !== undefined,
                zeroWeights: true,
              })
            : configured(layer, { ...config, ...unconstrained, useBias: true }),
        finish: (built) => built.setWeights(foldedWeights(layer, norm.use.layer)),
      },
    ],
  };
}

function skFolded(layer: Layer, name: string): NewLayer | undefined {
  if (!isSkConv(layer)) return undefined;
  const config = { ...layer.getConfig(), name } as object as SkFoldedConv2DArgs;
  return {
    create: () => new SkFoldedConv2D({ ...config, zeroWeights: true }),
    finish: (built) => built.setWeights(foldedSkWeights(layer)),
  };
}

/** One that is not folded yet. */
const isSkConv = (layer: Layer): layer is SkConv2D => layer.constructor === SkConv2D;
