/** What stands between the last weights of a classifier and its answer. */
import type { Dataflow, Step } from './dataflow.js';

/**
 * The step that makes the scores of the classes, a fully connected layer or a 1x1 convolution in most networks, and all
 * steps behind it: softmax, reshape, pooling, dropout. In the order of computation.
 */
export function modelEnding({ outputs }: Dataflow): readonly Step[] {
  const ending: Step[] = [];
  let step = outputs[0]?.maker;
  while (step !== undefined) {
    ending.unshift(step);
    const [read] = step.reads;
    step = step.use.layer.weights.length === 0 && step.reads.length === 1 ? read?.maker : undefined;
  }
  return ending;
}

/** Whether the answer is made of numbers from 0 to 1 already, by a softmax or by a sigmoid for each class. */
export function givesProbabilities(flow: Dataflow): boolean {
  return modelEnding(flow).some(({ use: { layer } }) => {
    const activation = layer.getConfig()['activation'];
    return layer.getClassName() === 'Softmax' || activation === 'softmax' || activation === 'sigmoid';
  });
}
