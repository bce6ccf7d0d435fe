/** The forward pass of training, with the end of each residual unit in one operation. */
import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { elementAt } from 'sk-core';
import { type GraphNode, readGraph } from './modelGraph.js';
import { findResidualEnds, type ResidualEnd } from './residualEnds.js';
import { walkGraph } from './walkGraph.js';

/**
 * Returns a function that computes the outputs of a model from its inputs as `model.apply(inputs, { training: true })` does,
 * with fewer passes over memory: where a batch norm, an addition and a ReLU end a residual unit they are one operation.
 */
export function trainingPass(model: LayersModel): (inputs: readonly Tensor[]) => Tensor[] {
  const graph = readGraph(model);
  const ends = new Map<GraphNode, ResidualEnd>();
  for (const end of findResidualEnds(graph))
    for (const node of [end.norm, end.add, end.relu]) ends.set(node, end);
  const endOf = (node: GraphNode): ResidualEnd | undefined => {
    const end = ends.get(node);
    return end === undefined || [end.norm, end.add, end.relu].some(hasOwnCall) ? undefined : end;
  };
  const training = { training: true };
  const whole = (inputs: readonly Tensor[]): Tensor[] => [
    ...walkGraph<Tensor>(graph, inputs, (node, read) => {
      const end = endOf(node);
      if (end === undefined) {
        const given = read.length === 1 ? elementAt(read, 0) : [...read];
        return [node.layer.apply(given, training)].flat() as Tensor[];
      }
      // The addition computes for all three, from what the batch norm and the shortcut read.
      if (node !== end.add) return read;
      const [x, addend] = [elementAt(read, end.place), elementAt(read, 1 - end.place)];
      return [end.layer.callWithAddend(x, addend, training)];
    }),
  ];
  return (inputs) =>
    tidy(() => (ends.size > 0 ? whole(inputs) : ([model.apply([...inputs], training)].flat() as Tensor[])));
}

/** Tells whether somebody has replaced what a layer does, and wants to be asked. */
const hasOwnCall = ({ layer }: GraphNode): boolean => Object.hasOwn(layer, 'call');
