/** A batch as inputs of a captured function: its images are bytes where the batch has them, numbers otherwise. */
import { type Tensor, type Tensor1D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import {
  type ByteInput,
  type ByteTensors,
  byteInputs,
  type CaptureInput,
  floatImages,
  stepHalves,
} from 'sk-core';
import { type Batch, bytesOf } from 'sk-models';
import type { StepInputs } from './batchGradients.js';
import { type MixingInput, mixImages, mixingInputs, targetMixing } from './loss/mixing.js';

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

/** The tensors that a step reads of a batch. */
export type BatchInput = ImageInput | MixingInput | 'labels' | 'step';

/** Returns all that a step reads of a batch. */
export const batchInputs = (batch: Batch, step: number): Given<BatchInput> => ({
  ...imageInputs(batch),
  ...mixingInputs(batch),
  labels: { values: batch.labels, shape: [batch.labels.length] },
  step: { values: stepHalves(step), shape: [2] },
});

/** Returns the images [N, H, W, C] that the tensors of {@link imageInputs} hold. */
export const imagesOf = ({ images, ...bytes }: Readonly<Partial<Record<ImageInput, Tensor>>>): Tensor4D =>
  (images as Tensor4D | undefined) ?? floatImages(bytes as ByteTensors);

/** Returns what the tensors of {@link batchInputs} hold; a new tensor of images, or that of the inputs. */
export function stepInputs(inputs: Readonly<Record<BatchInput, Tensor>>): StepInputs {
  const mixing = targetMixing(inputs);
  return {
    images: tidy(() => mixImages(imagesOf(inputs), inputs)),
    labels: inputs.labels as Tensor1D,
    step: inputs.step as Tensor1D,
    ...(mixing !== undefined && { mixing }),
  };
}
