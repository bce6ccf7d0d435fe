/** Finds the part of a network that knows how many classes there are. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { layerKind } from '../../graph/layerKinds.js';
import { findLogits } from '../../graph/logits.js';
import type { GraphNode, ModelGraph } from '../../graph/modelGraph.js';
import { ModelError } from '../../modelError.js';

export interface ClassifierHead {
  /** Makes one score for each class. */
  readonly classifier: GraphNode;
  /** The nodes behind it, without weights: softmax, reshape, pooling, dropout. */
  readonly behind: readonly GraphNode[];
  readonly classes: number;
}

/** @throws ModelError that says how the model ends instead. */
export function findClassifierHead({ name, outputs }: LayersModel, graph: ModelGraph): ClassifierHead {
  const [shape, ...others] = outputs.map((output) => output.shape);
  const [, classes] = shape ?? [];
  if (others.length > 0 || shape?.length !== 2 || typeof classes !== 'number') {
    const got = outputs.map((output) => `[${output.shape.map((size) => size ?? 'N')}]`).join(' and ');
    throw new ModelError(`replaceHead: '${name}' wants one output [N, classes], got ${got}`);
  }
  const [classifier, ...behind] = findLogits(graph).nodes;
  if (classifier !== undefined && scores(classifier, classes) && graph.calls.get(classifier.layer) === 1) {
    return { classifier, behind, classes };
  }
  const found = classifier === undefined ? 'nothing' : describe(classifier);
  throw new ModelError(
    `replaceHead: '${name}' wants to end in a dense layer or 1x1 convolution that makes the ${classes} scores, with no ` +
      `weights behind it, got ${found}. Build a head on features(model, name) instead.`,
  );
}

/** Tells whether the node makes one channel for each class, by itself and from channels alone. */
function scores({ layer, outputs: [value] }: GraphNode, classes: number): boolean {
  if (value?.shape.at(-1) !== classes) return false;
  const kind = layerKind(layer);
  switch (kind.kind) {
    case 'Dense':
      return true;
    case 'Conv2D':
      return isPointwise(kind.settings.kernelSize) && kind.settings.dataFormat !== 'channelsFirst';
    case 'SkGroupedConv2D':
      return isPointwise(kind.layer.kernelSize);
    default:
      return false;
  }
}

const isPointwise = (kernelSize: readonly [number, number]): boolean =>
  kernelSize.every((size) => size === 1);

const describe = ({ layer, name }: GraphNode): string =>
  `'${name}' (${layer.getClassName()}, to [${[layer.outputShape].flat().map((size) => size ?? 'N')}])`;
