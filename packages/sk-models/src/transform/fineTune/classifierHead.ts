/** Finds the part of a network that knows how many classes there are. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Dataflow, Step } from '../../graph/dataflow.js';
import { modelEnding } from '../../graph/modelEnding.js';
import { SkGroupedConv2D } from '../../layers/skGroupedConv2D.js';
import { ModelError } from '../../modelError.js';

export interface ClassifierHead {
  /** One score for each class. */
  readonly classifier: Step;
  /** Without weights: softmax, reshape, pooling, dropout. */
  readonly behind: readonly Step[];
  readonly classes: number;
}

/** @throws ModelError that says what stands there instead. */
export function findClassifierHead({ name, outputs }: LayersModel, flow: Dataflow): ClassifierHead {
  const shape = outputs[0]?.shape;
  if (outputs.length !== 1 || shape?.length !== 2) {
    const got = outputs.map((output) => `[${output.shape.map((size) => size ?? 'N')}]`).join(' and ');
    throw new ModelError(`replaceHead: '${name}' wants one output [N, classes], it has ${got}`);
  }
  const classes = shape[1] as number;
  const [classifier, ...behind] = modelEnding(flow);
  if (classifier !== undefined && scores(classifier, classes) && flow.uses.get(classifier.use.layer) === 1) {
    return { classifier, behind, classes };
  }
  const found = classifier === undefined ? 'nothing' : describe(classifier);
  throw new ModelError(
    `replaceHead: '${name}' ends in ${found}; wanted is a dense layer or 1x1 convolution that makes the ${classes} ` +
      `scores, and nothing with weights behind it. Build a head on features(model, name) instead.`,
  );
}

/** Whether the step makes one channel for each class, by itself and from channels alone. */
function scores({ use: { layer }, makes: [made] }: Step, classes: number): boolean {
  if (made?.shape.at(-1) !== classes) return false;
  const { kernelSize, dataFormat } = layer.getConfig();
  const isPointwise = String(kernelSize) === '1,1' && dataFormat !== 'channelsFirst';
  switch (layer.getClassName()) {
    case 'Dense':
      return true;
    case 'Conv2D':
      return isPointwise;
    default:
      return layer.constructor === SkGroupedConv2D && isPointwise;
  }
}

const describe = ({ use: { layer, name } }: Step): string =>
  `'${name}' (${layer.getClassName()}, to [${[layer.outputShape].flat().map((size) => size ?? 'N')}])`;
