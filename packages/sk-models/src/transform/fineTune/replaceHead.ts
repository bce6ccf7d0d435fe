/** Makes a trained network ready for other classes: everything before the classifier is kept, the classifier is new. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, type OptionNames } from 'sk-core';
import { layerKind } from '../../graph/layerKinds.js';
import { type Layer, readGraph } from '../../graph/modelGraph.js';
import { configured, copyNodes, type NewLayer, rebuildModel } from '../../graph/modelRebuild.js';
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
  /** Name of the new model; by default the old one's. */
  readonly name?: string;
}

const optionNames: OptionNames<ReplaceHeadOptions> = { classNames: true, seed: true, name: true };

/**
 * Returns another model that gives [N, numClasses]. Its classifier, N(0, 0.01^2) and biases of 0 as in new networks of the
 * registry, has the name, activation and settings of the old one; all other layers are copies. The new model owns its
 * weights: training it leaves the old model as it is, and the old one may be disposed of at once. Until one of the two
 * changes a weight they share its memory. Nested models are unrolled; frozen layers stay frozen.
 *
 * The model has one output [N, classes], and its last layer with weights makes one channel for each class: a dense layer,
 * or a 1x1 convolution as in TensorFlow.js's MobileNet and in SqueezeNet. Behind it may stand softmax, other activations,
 * reshape, flatten, pooling and dropout. Preprocessing stays; class names are replaced or dropped.
 *
 * @throws ModelError for another ending, for class names that are not as many as the classes, and for options that do not
 * exist.
 */
export function replaceHead(
  model: LayersModel,
  numClasses: number,
  options: ReplaceHeadOptions = {},
): LayersModel {
  checkOptions('replaceHead: options', options, optionNames, ModelError);
  const { classNames, seed = randomSeed(), name = model.name } = options;
  check(numClasses, classNames);
  const graph = readGraph(model);
  const head = findClassifierHead(model, graph);
  const copy = rebuildModel(model, graph, copyNodes(newHead(head, numClasses, seed)));
  copy.name = name;
  const { classNames: _, ...metadata } = { classNames: undefined, ...model.getUserDefinedMetadata() };
  return withMetadata(copy, { ...metadata, ...(classNames !== undefined && { classNames }) });
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
  const passing = new Set(behind.map(({ layer }) => layer));
  return (layer: Layer, name: string): NewLayer | undefined => {
    if (layer === classifier.layer) return newClassifier(layer, name, numClasses, seed);
    return passing.has(layer) ? reshaped(layer, name, classes, numClasses) : undefined;
  };
}

function newClassifier(layer: Layer, name: string, numClasses: number, seed: number): NewLayer {
  const size = layerKind(layer).kind === 'Dense' ? 'units' : 'filters';
  return {
    create: () => configured(layer, { ...layer.getConfig(), name, [size]: numClasses, trainable: true }),
    finish: (built) => {
      built.setWeights(built.weights.map((weight) => firstValue(weight.shape as number[], name, seed)));
    },
  };
}

/** Returns a weight of the classifier as a new network has it, where only the kernel has more than one axis. */
function firstValue(shape: number[], name: string, seed: number): Tensor {
  const init = shape.length > 1 ? 'gaussian' : 'zeros';
  return weightInitializer(init, shape, weightSeed(seed, `${name}/kernel`)).apply(shape);
}

/** Replaces the number of classes in the configuration of a reshape; undefined for any other layer. */
function reshaped(layer: Layer, name: string, classes: number, numClasses: number): NewLayer | undefined {
  const kind = layerKind(layer);
  if (kind.kind !== 'Reshape') return undefined;
  const targetShape = kind.settings.targetShape.map((size) => (size === classes ? numClasses : size));
  return { create: () => configured(layer, { ...layer.getConfig(), name, targetShape }) };
}
