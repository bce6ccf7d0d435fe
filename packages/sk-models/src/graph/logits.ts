/** Finds the logits of a classifier: the scores of the classes before a softmax, or a sigmoid for each class. */
import { layerKind } from './layerKinds.js';
import type { GraphNode, ModelGraph } from './modelGraph.js';

/** A node that turns logits into probabilities. */
export interface Squash {
  readonly node: GraphNode;
  readonly activation: 'softmax' | 'sigmoid';
  /**
   * Where the logits are. 'input': the node reads them, since its layer does nothing else. 'product': a fully connected
   * layer computes them before its activation. 'inside': another layer with weights does.
   */
  readonly logits: 'input' | 'product' | 'inside';
}

export interface ClassifierEnd {
  /**
   * The node that makes the scores of the classes, a fully connected layer or a 1x1 convolution in most networks, and all
   * nodes behind it: softmax, reshape, pooling, dropout. In the order of computation.
   */
  readonly nodes: readonly GraphNode[];
  /** In the order of computation; none where the model's outputs are logits already. */
  readonly squashes: readonly Squash[];
}

/** Returns how a classifier ends, of the first of its outputs. */
export function findLogits({ outputs: [output] }: ModelGraph): ClassifierEnd {
  const nodes: GraphNode[] = [];
  let node = output?.producer;
  while (node !== undefined) {
    nodes.unshift(node);
    const [value, ...others] = node.inputs;
    node = node.layer.weights.length === 0 && others.length === 0 ? value?.producer : undefined;
  }
  return { nodes, squashes: nodes.flatMap((each) => squashOf(each) ?? []) };
}

function squashOf(node: GraphNode): Squash | undefined {
  const kind = layerKind(node.layer);
  if (kind.kind === 'Softmax') return { node, activation: 'softmax', logits: 'input' };
  const { activation } = node.layer.getConfig();
  if (activation !== 'softmax' && activation !== 'sigmoid') return undefined;
  const logits = kind.kind === 'Activation' ? 'input' : kind.kind === 'Dense' ? 'product' : 'inside';
  return { node, activation, logits };
}
