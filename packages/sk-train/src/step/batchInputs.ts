/** A batch as inputs of a captured function: its images are bytes where the batch has them, numbers otherwise. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import {
  type ByteInput,
  type ByteTensors,
  byteInputs,
  type CaptureInput,
  floatImages,
  stepHalves,
} from 'sk-core';
import { type Batch, bytesOf } from 'sk-models';

/** Images of bytes have three inputs, those of numbers one. */
export type ImageInput = ByteInput | 'images';

type Given<I extends string> = Readonly<Record<I, CaptureInput>>;

/** Returns the images of a batch. The inputs that it has not are absent, whatever the type says. */
export function imageInputs(batch: Batch): Given<ImageInput> {
  const bytes = bytesOf(batch);
  const inputs =
    bytes === undefined
      ? { images: { values: batch.images, shape: batch.shape } }
      : byteInputs(bytes, batch.shape);
  return inputs as Given<ImageInput>;
}

/** Returns all that a step reads of a batch. */
export const batchInputs = (batch: Batch, step: number): Given<ImageInput | 'labels' | 'step'> => ({
  ...imageInputs(batch),
  labels: { values: batch.labels, shape: [batch.labels.length] },
  step: { values: stepHalves(step), shape: [2] },
});

/** Returns the images [N, H, W, C] that the tensors of {@link imageInputs} hold. */
export const imagesOf = ({ images, ...bytes }: Readonly<Partial<Record<ImageInput, Tensor>>>): Tensor4D =>
  (images as Tensor4D | undefined) ?? floatImages(bytes as ByteTensors);
