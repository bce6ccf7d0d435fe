/**
 * Shows where the evidence for a class lies, branch by branch: Grad-CAM (Selvaraju et al., ICCV 2017, equations 1 and 2)
 * of the map V that an SK unit selects, taken apart into the share of each kernel.
 */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkOptions, elementAt, type OptionNames, select } from 'sk-core';
import { type GraphNode, type ModelGraph, readGraph } from '../../graph/modelGraph.js';
import { SkConv2D } from '../../layers/skConv2D.js';
import { ModelError } from '../../modelError.js';
import type { AttentionSite } from '../../types.js';
import { attentionSite } from '../attention/attentionSite.js';
import { runToLogits } from './runToLogits.js';

export interface GradCamOptions {
  /** The class that is explained; for each image its likeliest one by default. */
  readonly classIndex?: number;
}

const optionNames: OptionNames<GradCamOptions> = { classIndex: true };

export interface UnitEvidence {
  readonly site: AttentionSite;
  readonly height: number;
  readonly width: number;
  /**
   * [N, M, height, width]: the sum over channels of w * a * U, where w is the mean over pixels of the gradient of the class's
   * score with respect to V. Added up over the branches it is Grad-CAM's map of V, before its ReLU.
   */
  readonly maps: Float32Array;
}

export interface GradCam {
  /** The class that is explained, for each image. */
  readonly classes: readonly number[];
  /** The model's outputs [N, classes]. */
  readonly outputs: Float32Array;
  /** From input to output. */
  readonly units: readonly UnitEvidence[];
}

/**
 * Computes where the evidence for a class lies: one run forward and one with gradients, in inference mode. Nothing of the
 * model changes and no tensor is left.
 *
 * @param images [N, H, W, C] as the model reads them.
 * @throws ModelError where there is no SK unit with attention, for a class that the model lacks, for images of another
 * shape than the model reads, and for options that do not exist.
 */
export async function gradCam(
  model: LayersModel,
  images: Tensor4D,
  options: GradCamOptions = {},
): Promise<GradCam> {
  checkOptions('gradCam: options', options, optionNames, ModelError);
  const { classIndex } = options;
  const graph = readGraph(model);
  const units = graph.nodes.filter(isSelective);
  const count = checkedClasses(model, images, units, classIndex);
  const [rows] = images.shape;
  const predicted = tf.tidy(() => {
    const [output] = [model.predict(images, { batchSize: rows })].flat();
    return output as Tensor;
  });
  const outputs = (await predicted.data()) as Float32Array;
  predicted.dispose();
  const classes = Array.from(
    { length: rows },
    (_, row) => classIndex ?? likeliest(outputs.subarray(row * count, (row + 1) * count)),
  );
  const maps = evidence(graph, images, units, classes, count);
  try {
    const read = (await Promise.all(maps.map((map) => map.data()))) as Float32Array[];
    return {
      classes,
      outputs,
      units: units.map(({ name, layer }, i) => {
        const [, , height, width] = elementAt(maps, i).shape;
        return { site: attentionSite(name, layer), height, width, maps: elementAt(read, i) };
      }),
    };
  } finally {
    tf.dispose(maps);
  }
}

type SelectiveNode = GraphNode & { readonly layer: SkConv2D };

const isSelective = (node: GraphNode): node is SelectiveNode =>
  node.layer instanceof SkConv2D && node.layer.attention;

/** The branches and the attention of one run of a unit. */
interface Selection {
  readonly branches: readonly Tensor[];
  readonly attention: Tensor;
}

/** Returns [N, M, H, W] for each unit. */
function evidence(
  graph: ModelGraph,
  images: Tensor4D,
  units: readonly SelectiveNode[],
  classes: readonly number[],
  count: number,
): Tensor4D[] {
  return tf.tidy(() => {
    const selections = new Map<GraphNode, Selection>();
    const run = runToLogits(graph);
    const mask = tf.cast(tf.oneHot(tf.tensor1d([...classes], 'int32'), count), 'float32');
    // Zeros beside each V: the gradient with respect to them is that with respect to V.
    const zeros = units.map(({ outputs: [v] }) =>
      tf.zeros([images.shape[0], ...((v?.shape.slice(1) ?? []) as number[])]),
    );
    const scoreOf = (...probes: Tensor[]): Tensor => {
      const probeOf = new Map<GraphNode, Tensor>(units.map((unit, i) => [unit, elementAt(probes, i)]));
      const logits = run(images, (node, x) => {
        const probe = probeOf.get(node);
        if (probe === undefined || !isSelective(node)) return undefined;
        const { layer } = node;
        const { branches, attention } = layer.branchesAndAttention(x, { training: false });
        if (attention === undefined) return undefined;
        selections.set(node, {
          branches: branches.map((u) => tf.keep(tf.clone(u))),
          attention: tf.keep(tf.clone(attention)),
        });
        const v = tf.add(select({ branches, attention }), probe);
        return layer.returnAttention ? [v, attention] : [v];
      });
      return tf.sum(tf.mul(logits, mask));
    };
    try {
      const gradients = tf.grads(scoreOf)(zeros);
      // The graph has the units in the order in which they run.
      return [...selections.values()].map((selection, i) => branchMaps(elementAt(gradients, i), selection));
    } finally {
      for (const { branches, attention } of selections.values()) tf.dispose([...branches, attention]);
    }
  });
}

/** Returns [N, M, H, W] for a unit. @param gradient With respect to its V, [N, H, W, C]. */
function branchMaps(gradient: Tensor, { branches, attention }: Selection): Tensor4D {
  const weights = tf.mean(gradient, [1, 2], true);
  const shares = tf.split(attention, branches.length, 1);
  const maps = branches.map((u, m) => {
    const share = tf.mul(weights, tf.expandDims(elementAt(shares, m), 1));
    return tf.sum(tf.mul(u, share), -1);
  });
  return tf.stack(maps, 1) as Tensor4D;
}

/** Returns the index of the greatest score. */
function likeliest(scores: Float32Array): number {
  const [index] = [...scores.entries()].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
  return index;
}

/** Returns how many classes the model has. */
function checkedClasses(
  model: LayersModel,
  images: Tensor4D,
  units: readonly SelectiveNode[],
  classIndex: number | undefined,
): number {
  if (units.length === 0) {
    throw new ModelError(
      `gradCam: '${model.name}' wants an SkConv2D layer with attention, got ${model.layers.length} other layers; ` +
        'replaceConvs puts SK units into a model',
    );
  }
  const [wanted, ...more] = model.inputs.map(({ shape }) => shape);
  const fits =
    images.rank === 4 &&
    images.shape[0] > 0 &&
    wanted?.every((size, i) => i === 0 || size === null || size === images.shape[i]);
  if (!fits || more.length > 0) {
    throw new ModelError(
      `gradCam: '${model.name}' wants images of [N,${wanted?.slice(1)}], got [${images.shape}]`,
    );
  }
  const [output, ...others] = model.outputs.map(({ shape }) => shape);
  const [, count] = output ?? [];
  if (others.length > 0 || output?.length !== 2 || typeof count !== 'number') {
    throw new ModelError(`gradCam: '${model.name}' wants one output [N,classes], got [${output}]`);
  }
  if (classIndex !== undefined && !(Number.isInteger(classIndex) && classIndex >= 0 && classIndex < count)) {
    throw new ModelError(
      `gradCam: classIndex wants a whole number from 0 to ${count - 1}, got ${classIndex}`,
    );
  }
  return count;
}
