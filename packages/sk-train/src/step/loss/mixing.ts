/** Batches whose images are mixed, as mixup and cutmix do: on the device, so that the images may go there as bytes. */
import * as tf from '@tensorflow/tfjs-core';
import { type CaptureInput, elementAt } from 'sk-core';
import type { Batch } from 'sk-models';

/** Inputs of a captured function that only batches with a mixing have. */
export type MixingInput = 'partners' | 'partnerLabels' | 'share' | 'pixelShares';

/** The second class in the target of each image. A type alias, since tfjs's `tidy` looks into these alone. */
export type TargetMixing = {
  /** [N], int32 */
  readonly labels: tf.Tensor1D;
  /** [1]: the share of the first class. */
  readonly share: tf.Tensor1D;
};

type Given = Readonly<Partial<Record<MixingInput, tf.Tensor>>>;

/** Returns the inputs of a mixing; none for a batch that has none, whatever the type says. */
export function mixingInputs({
  mixing,
  labels,
  shape: [count, height, width],
}: Batch): Readonly<Record<MixingInput, CaptureInput>> {
  if (mixing === undefined) return {} as Readonly<Record<MixingInput, CaptureInput>>;
  const { partners, share, pixelShares } = mixing;
  return {
    partners: { values: partners, shape: [count] },
    partnerLabels: { values: partners.map((partner) => elementAt(labels, partner)), shape: [count] },
    share: { values: Float32Array.of(share), shape: [1] },
    pixelShares: { values: pixelShares, shape: [1, height, width, 1] },
  };
}

/** Returns the images [N, H, W, C] mixed, or as they are where the inputs have no mixing. */
export function mixImages(images: tf.Tensor4D, { partners, pixelShares }: Given): tf.Tensor4D {
  if (partners === undefined || pixelShares === undefined) return images;
  const others = tf.gather(images, partners as tf.Tensor1D);
  return tf.add(tf.mul(images, pixelShares), tf.mul(others, tf.sub(1, pixelShares)));
}

/** Returns how the targets are mixed, where they are. */
export const targetMixing = ({ partnerLabels, share }: Given): TargetMixing | undefined =>
  partnerLabels && share && { labels: partnerLabels as tf.Tensor1D, share: share as tf.Tensor1D };
