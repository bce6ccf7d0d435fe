/** A trained network for other classes: everything below the classifier is kept, the classifier begins anew. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { dataflow } from '../../graph/dataflow.js';
import type { Layer } from '../../graph/modelGraph.js';
import { configured, type NewLayer, rebuildModel, repeater } from '../../graph/modelRebuild.js';
import { randomSeed } from '../../layers/randomSeed.js';
import { weightInitializer, weightSeed } from '../../layers/weightInit.js';
import { withMetadata } from '../../metadata.js';
import { ModelError } from '../../modelError.js';
import { type ClassifierHead, findClassifierHead } from './classifierHead.js';

export interface ReplaceHeadOptions {
  /** In the order of the outputs. */
  readonly classNames?: readonly string[];
  /** Makes the new classifier's weights reproducible. */
  readonly seed?: number;
  /** Of the new model; the old one's name. */
  readonly name?: string;
}

/**
 * Another model that gives [N, numClasses]. Its classifier, N(0, 0.01^2) and biases of 0 as in new networks of the
 * registry, has the name, activation and settings of the old one; all other layers are copies. The new model owns its
 * weights: training it leaves the old model as it is, and the old one may be disposed of at once. Until one of the two
 * changes a weight they share its memory. Nested models are unrolled; frozen layers stay frozen.
 *
 * Understood are classifiers with one output [N, classes] whose last layer with weights makes one channel for each class:
 * a dense layer, or a 1x1 convolution as in TensorFlow.js's MobileNet and in SqueezeNet. Behind it may stand softmax,
 * other activations, reshape, flatten, pooling and dropout. Preprocessing stays; class names are replaced or dropped.
 *
 * @throws ModelError for another ending, and for class names that are not as many as the classes.
 */
export function replaceHead(
  model: LayersModel,
  numClasses: number,
  { classNames, seed = randomSeed(), name = model.name }: ReplaceHeadOptions = {},
): LayersModel {
  check(numClasses, classNames);
  const flow = dataflow(model);
  const head = findClassifierHead(model, flow);
  const copy = rebuildModel(model, flow, repeater(newHead(head, numClasses, seed)));
  copy.name = name;
  const { classNames: _, ...metadata } = { classNames: undefined, ...model.getUserDefinedMetadata() };
  return withMetadata(copy, { ...metadata, ...(classNames === undefined ? {} : { classNames }) });
}

function check(numClasses: number, classNames: readonly string[] | undefined): void {
  if (!Number.isSafeInteger(numClasses) || numClasses < 1) {
    throw new ModelError(`replaceHead: numClasses wants a whole number from 1, got ${numClasses}`);
  }
  if (classNames === undefined) return;
  if (!Array.isArray(classNames)) {
    throw new ModelError(`replaceHead: classNames wants a list of ${numClasses} names, got ${classNames}`);
  }
  if (classNames.length !== numClasses) {
    throw new ModelError(`replaceHead: classNames wants ${numClasses} names, got ${classNames.length}`);
  }
}

function newHead({ classifier, behind, classes }: ClassifierHead, numClasses: number, seed: number) {
  const passing = new Set(behind.map(({ use }) => use.layer));
  return (layer: Layer, name: string): NewLayer | undefined => {
    if (layer === classifier.use.layer) return newClassifier(layer, name, numClasses, seed);
    return passing.has(layer) ? reshaped(layer, name, classes, numClasses) : undefined;
  };
}

function newClassifier(layer: Layer, name: string, numClasses: number, seed: number): NewLayer {
  const size = layer.getClassName() === 'Dense' ? 'units' : 'filters';
  return {
    create: () => configured(layer, { ...layer.getConfig(), name, [size]: numClasses, trainable: true }),
    finish: (built) => {
      built.setWeights(built.weights.map((weight) => beginning(weight.shape as number[], name, seed)));
    },
  };
}

/** As the classifier of a new network, where only the kernel has more than one axis. */
function beginning(shape: number[], name: string, seed: number): Tensor {
  const init = shape.length > 1 ? 'gaussian' : 'zeros';
  return weightInitializer(init, shape, weightSeed(seed, `${name}/kernel`)).apply(shape);
}

/** Where a layer's configuration says how many classes there are. */
function reshaped(layer: Layer, name: string, classes: number, numClasses: number): NewLayer | undefined {
  const { targetShape, ...config } = layer.getConfig();
  if (!Array.isArray(targetShape)) return undefined;
  const shape = targetShape.map((size) => (size === classes ? numClasses : size));
  return { create: () => configured(layer, { ...config, name, targetShape: shape }) };
}
