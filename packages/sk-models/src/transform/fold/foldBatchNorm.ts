/** Makes a trained model ready for inference: batch norms and the ends of residual units become part of convolutions. */
import type { serialization } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { layerKind } from '../../graph/layerKinds.js';
import { type Layer, readGraph } from '../../graph/modelGraph.js';
import {
  configured,
  copyNodes,
  type NewLayer,
  rebuildModel,
  type Substitute,
} from '../../graph/modelRebuild.js';
import { SkFoldedConv2D, type SkFoldedConv2DArgs } from '../../layers/skFoldedConv2D.js';
import { SkFusedConv2D, type SkFusedConv2DArgs } from '../../layers/skFusedConv2D.js';
import { SkGroupedConv2D } from '../../layers/skGroupedConv2D.js';
import { type ModelMetadata, withMetadata } from '../../metadata.js';
import { type Fold, findFolds } from './findFolds.js';
import { foldedSkWeights, foldedWeights } from './foldWeights.js';

/**
 * Returns another model with the same outputs at inference and fewer layers. Folded are: a batch norm, with its ReLU, into
 * the convolution before it (`SkGroupedConv2D`, which becomes `SkFusedConv2D`, or a `conv2d`, `depthwiseConv2d` or `dense`
 * of TensorFlow.js, which gets a bias); the addition of two values and the ReLU behind it into an `SkGroupedConv2D` that
 * makes one of them; the batch norms inside `SkConv2D`, which becomes `SkFoldedConv2D`. A value that is read elsewhere too,
 * a layer that is called twice and an output stay as they are. Nested models are unrolled.
 *
 * The given model stays as it is, and training either model does not change the other. Weights of the new one are
 * ordinary weights: it can be saved, loaded and trained, without batch norms then. Its metadata is the given model's.
 */
export function foldBatchNorm(model: LayersModel): LayersModel {
  const graph = readGraph(model);
  const folds = findFolds(graph);
  const foldEndingAt = new Map(folds.map((fold) => [fold.nodes.at(-1), fold]));
  const inside = new Set(folds.flatMap(({ nodes }) => nodes.slice(0, -1)));
  const copy = copyNodes(foldedSk);
  const folded = rebuildModel(model, graph, (node) => {
    if (inside.has(node)) return undefined;
    const fold = foldEndingAt.get(node);
    return fold === undefined ? copy(node) : fuse(fold);
  });
  return withMetadata(folded, (model.getUserDefinedMetadata() ?? {}) as ModelMetadata);
}

/** A constraint on a kernel need not hold for one with a batch norm in it. */
const unconstrained = { kernelConstraint: null, depthwiseConstraint: null, biasConstraint: null } as const;

function fuse({ conv, norm, settings, addend, relu }: Fold): Substitute {
  const { layer, name } = conv;
  const config = { ...layer.getConfig(), name, activation: relu ? 'relu' : 'linear' };
  return {
    inputs: [...conv.inputs, ...(addend === undefined ? [] : [addend])],
    layers: [
      {
        create: () =>
          layer instanceof SkGroupedConv2D
            ? new SkFusedConv2D({
                ...withoutBias(config),
                residual: addend !== undefined,
                zeroWeights: true,
              })
            : configured(layer, { ...config, ...unconstrained, useBias: true }),
        finish: (built) => built.setWeights(foldedWeights(layer, norm.layer, settings.epsilon)),
      },
    ],
  };
}

/** Returns the configuration of a fused convolution, which always has a bias. */
function withoutBias({ useBias: _, ...config }: serialization.ConfigDict): SkFusedConv2DArgs {
  return config as object as SkFusedConv2DArgs;
}

/** Returns undefined for a layer that is no SK convolution, or folded already. */
function foldedSk(layer: Layer, name: string): NewLayer | undefined {
  const kind = layerKind(layer);
  if (kind.kind !== 'SkConv2D') return undefined;
  const { momentum: _, epsilon: __, ...config }: serialization.ConfigDict = { ...layer.getConfig(), name };
  return {
    create: () => new SkFoldedConv2D({ ...(config as object as SkFoldedConv2DArgs), zeroWeights: true }),
    finish: (built) => built.setWeights(foldedSkWeights(kind.layer)),
  };
}
