/** Checks a batch before a step begins. */
import { DataError } from 'sk-io';
import type { Batch } from 'sk-models';
import type { LogitsModel } from './logitsModel.js';

/** @throws DataError for images that the model does not read, and for labels that it has no class for */
export function checkBatch({ model, classes }: LogitsModel, { shape, images, labels }: Batch): void {
  const wanted = model.inputs[0]?.shape.slice(1) ?? [];
  const got = shape.slice(1);
  if (wanted.length !== got.length || wanted.some((size, axis) => size !== null && size !== got[axis])) {
    const sizes = wanted.map((size) => size ?? 'any').join(', ');
    throw new DataError(
      `"${model.name}" reads images of [${sizes}], the batch has images of [${got.join(', ')}]: resize them, or create the model with that inputShape`,
    );
  }
  const values = shape.reduce((product, size) => product * size, 1);
  if (images.length !== values || labels.length !== shape[0]) {
    throw new DataError(
      `a batch of [${shape.join(', ')}] wants ${values} values and ${shape[0]} labels, got ${images.length} and ${labels.length}`,
    );
  }
  const wrong = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (wrong >= 0) {
    throw new DataError(
      `image ${wrong} of the batch has label ${labels[wrong]}, "${model.name}" tells ${classes} classes apart: 0 to ${classes - 1}`,
    );
  }
}

/**
 * Refuses an image that holds NaN or infinity.
 *
 * @param before Images before those of the batch, for the message.
 * @throws DataError
 */
export function checkFiniteImages({ images, labels }: Batch, before: number): void {
  if (allFinite(images)) return;
  const lost = images.findIndex((value) => !Number.isFinite(value));
  const values = images.length / labels.length;
  throw new DataError(
    `image ${before + Math.floor(lost / values)} holds ${images[lost]} at value ${lost % values}: images want finite numbers`,
  );
}

/** Tells whether all values are numbers. */
export function allFinite(values: Float32Array): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}
