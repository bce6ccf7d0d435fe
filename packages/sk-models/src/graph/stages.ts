/** Finds the stages of a network: runs of units under one name, as the paper's conv2_x, or on feature maps of one size. */
import { dominators } from './dominators.js';
import type { GraphNode, ModelGraph } from './modelGraph.js';

/** A stage before it has a number. */
interface Run {
  /** The beginning of the names of its layers, up to a number: 'conv3'. */
  readonly label: string;
  /** Makes the output of the stage. */
  readonly last: GraphNode;
  /** Height, width and channels of that output. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Pixels of the image between two of its pixels, to the nearest power of 2. */
  readonly stride: number;
}

interface Stage extends Run {
  /** 'stage3' is the paper's conv3_x; absent where a stage has no number of its own, as a pool between two. */
  readonly name?: string;
}

/** Returns the stages in the order of computation; none where the model reads no images of a fixed size. */
export function findStages(graph: ModelGraph): readonly Stage[] {
  const height = graph.inputs[0]?.shape[1];
  if (typeof height !== 'number') return [];
  const labels = labelsOf(graph.nodes);
  const runs = featureMapNodes(dominators(graph)).flatMap((node) =>
    runOf(node, labels.get(node) ?? '', height),
  );
  const ends = runs.filter((run, i) => !continues(run, runs[i + 1]));
  const numbers = numbersOf(ends);
  return ends.map((run, i) => {
    const number = numbers[i];
    return { ...run, ...(number !== undefined && { name: `stage${number}` }) };
  });
}

/** Labels each node. One without weights, and a batch norm, has the label of the layers before it; a pool has its own. */
function labelsOf(nodes: readonly GraphNode[]): ReadonlyMap<GraphNode, string> {
  let label = '';
  return new Map(
    nodes.map((node) => {
      const { weights, name } = node.layer;
      const own = /^[A-Za-z]+\d+(?=[_/.]|$)/.exec(name)?.[0] ?? '';
      if (isPool(name)) return [node, own === '' ? name : own];
      if (weights.length > 0 && !/^(bn|norm)/i.test(name)) label = own;
      return [node, label];
    }),
  );
}

const isPool = (name: string): boolean => /^\w*pool/i.test(name);

/** Returns the nodes before feature maps become vectors, which some networks treat as maps of one pixel later. */
function featureMapNodes(nodes: readonly GraphNode[]): readonly GraphNode[] {
  const end = nodes.findIndex(({ outputs: [value] }) => value?.shape.length !== 4);
  return end < 0 ? nodes : nodes.slice(0, end);
}

function runOf(last: GraphNode, label: string, imageHeight: number): Run[] {
  const [, height, width, channels] = last.outputs[0]?.shape ?? [];
  if (height == null || width == null || channels == null) return [];
  const stride = 2 ** Math.round(Math.log2(imageHeight / height));
  return [{ label, last, shape: [height, width, channels], stride }];
}

const continues = (run: Run, next: Run | undefined): boolean =>
  next !== undefined && next.label === run.label && (run.label !== '' || next.stride === run.stride);

/** Takes the numbers of the layers' own names, as in conv2 or stage3; else counts the sizes of feature maps from 1. */
function numbersOf(ends: readonly Run[]): readonly (number | undefined)[] {
  const own = ends.map(({ label }) =>
    label === '' || isPool(label) ? undefined : Number(label.replace(/^\D+/, '')),
  );
  const given = own.filter((number) => number !== undefined);
  const rising = given.every((number, i) => number > (given[i - 1] ?? 0));
  if (rising && given.length > 1) return own;
  let count = 0;
  return ends.map(({ stride }, i) => (stride === ends[i + 1]?.stride ? undefined : ++count));
}
