/**
 * Where the evidence for a class lies, branch by branch: Grad-CAM (Selvaraju et al., ICCV 2017, equations 1 and 2) of the
 * map V that an SK unit selects, taken apart into what each kernel has given to it.
 */
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { select } from 'sk-core';
import { type LayerUse, layerUses } from '../../graph/modelGraph.js';
import { SkConv2D } from '../../layers/skConv2D.js';
import { ModelError } from '../../modelError.js';
import type { AttentionTap } from '../../types.js';
import { attentionTap } from '../attention/attentionTap.js';
import { scoreWalk } from './scoreWalk.js';

export interface GradCamOptions {
  /** The class that is explained; for each image its likeliest one by default. */
  readonly classIndex?: number;
}

export interface UnitEvidence {
  readonly tap: AttentionTap;
  readonly height: number;
  readonly width: number;
  /**
   * [N, M, height, width]: the sum over channels of w * a * U, where w is the mean over pixels of the gradient of the class's
   * score with respect to V. Added up over the branches it is Grad-CAM's map of V, before its ReLU.
   */
  readonly maps: Float32Array;
}

export interface GradCam {
  /** Of each image, the class that is explained. */
  readonly classes: readonly number[];
  /** The model's outputs [N, classes]. */
  readonly outputs: Float32Array;
  /** From input to output. */
  readonly units: readonly UnitEvidence[];
}

/**
 * One run forward and one with gradients, in inference mode; nothing of the model changes and no tensor is left.
 *
 * @param images [N, H, W, C] as the model reads them.
 * @throws ModelError where there is no SK unit with attention, for a class that the model lacks, and for images of another
 * shape than the model reads
 */
export async function gradCam(
  model: LayersModel,
  images: Tensor4D,
  { classIndex }: GradCamOptions = {},
): Promise<GradCam> {
  const units = layerUses(model).filter(isSelective);
  check(model, images, units, classIndex);
  const predicted = tf.tidy(
    () => [model.predict(images, { batchSize: images.shape[0] })].flat()[0] as Tensor,
  );
  const outputs = (await predicted.data()) as Float32Array;
  predicted.dispose();
  const classes = Array.from(
    { length: images.shape[0] },
    (_, i) => classIndex ?? greatest(outputs, i, images.shape[0]),
  );
  const maps = evidence(model, images, units, classes);
  try {
    const read = (await Promise.all(maps.map((map) => map.data()))) as Float32Array[];
    return {
      classes,
      outputs,
      units: units.map(({ name, layer }, i) => {
        const [, , height, width] = maps[i]!.shape as [number, number, number, number];
        return { tap: attentionTap(name, layer), height, width, maps: read[i]! };
      }),
    };
  } finally {
    tf.dispose(maps);
  }
}

type SelectiveUse = LayerUse & { readonly layer: SkConv2D };

const isSelective = (use: LayerUse): use is SelectiveUse =>
  use.layer instanceof SkConv2D && use.layer.attention;

/** @returns For each unit [N, M, H, W]. */
function evidence(
  model: LayersModel,
  images: Tensor4D,
  units: readonly SelectiveUse[],
  classes: readonly number[],
): Tensor4D[] {
  return tf.tidy(() => {
    const seen = new Map<string, { branches: Tensor[]; attention: Tensor }>();
    const scores = scoreWalk(model);
    const chosen = tf.oneHot(tf.tensor1d([...classes], 'int32'), model.outputs[0]!.shape[1] as number);
    const mask = tf.cast(chosen, 'float32');
    // Zeros beside each V: the gradient with respect to them is that with respect to V.
    const probed = (...probes: Tensor[]): Tensor => {
      const named = new Map(units.map(({ name }, i) => [name, probes[i]!]));
      const made = scores(images, (use, x) => {
        if (!isSelective(use)) return undefined;
        const { layer, name } = use;
        const { branches, attention } = layer.branchesAndAttention(x, { training: false });
        if (attention === undefined) return undefined;
        seen.set(name, {
          branches: branches.map((u) => tf.keep(tf.clone(u))),
          attention: tf.keep(tf.clone(attention)),
        });
        const v = tf.add(select({ branches, attention }), named.get(name) as Tensor);
        return layer.returnAttention ? [v, attention] : [v];
      });
      return tf.sum(tf.mul(made as Tensor2D, mask));
    };
    const zeros = units.map(({ outputs: [v] }) =>
      tf.zeros([images.shape[0], ...(v!.shape.slice(1) as number[])]),
    );
    try {
      const gradients = tf.grads(probed)(zeros);
      return units.map(({ name }, i) => branchMaps(gradients[i]!, seen.get(name)!));
    } finally {
      for (const { branches, attention } of seen.values()) tf.dispose([branches, attention]);
    }
  });
}

function branchMaps(
  gradient: Tensor,
  { branches, attention }: { branches: readonly Tensor[]; attention: Tensor },
): Tensor4D {
  const weights = tf.mean(gradient, [1, 2], true);
  const shares = tf.split(attention, branches.length, 1);
  const maps = branches.map((u, m) => {
    const share = tf.mul(weights, tf.expandDims(shares[m]!, 1));
    return tf.sum(tf.mul(u, share), -1);
  });
  return tf.stack(maps, 1) as Tensor4D;
}

function greatest(outputs: Float32Array, row: number, rows: number): number {
  const classes = outputs.length / rows;
  const own = outputs.subarray(row * classes, (row + 1) * classes);
  return own.reduce((best, score, index) => (score > own[best]! ? index : best), 0);
}

function check(
  model: LayersModel,
  images: Tensor4D,
  units: readonly SelectiveUse[],
  classIndex: number | undefined,
): void {
  if (units.length === 0) {
    throw new ModelError(
      `gradCam: '${model.name}' has no SkConv2D layer with attention, got ${model.layers.length} other layers; ` +
        `replaceConvs puts SK units into a model`,
    );
  }
  const [reads, ...more] = model.inputs.map(({ shape }) => shape);
  const fits =
    images.rank === 4 &&
    images.shape[0] > 0 &&
    reads?.every((size, i) => i === 0 || size === null || size === images.shape[i]);
  if (!fits || more.length > 0) {
    throw new ModelError(
      `gradCam: '${model.name}' reads [N,${reads?.slice(1)}], got images of [${images.shape}]`,
    );
  }
  const classes = model.outputs[0]?.shape;
  if (model.outputs.length !== 1 || classes?.length !== 2) {
    throw new ModelError(`gradCam: '${model.name}' wants one output [N,classes], got [${classes}]`);
  }
  const count = classes[1] as number;
  if (classIndex !== undefined && !(Number.isInteger(classIndex) && classIndex >= 0 && classIndex < count)) {
    throw new ModelError(
      `gradCam: classIndex wants a whole number from 0 to ${count - 1}, got ${classIndex}`,
    );
  }
}
