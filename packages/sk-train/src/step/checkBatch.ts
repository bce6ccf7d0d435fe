/** Checks a batch before a step begins. */
import { DataError } from 'sk-io';
import { type Batch, bytesOf, type Mixing } from 'sk-models';
import type { LogitsModel } from './logitsModel.js';

/** @throws DataError for images that the model does not read, and for labels that it has no class for */
export function checkBatch({ model, classes }: LogitsModel, batch: Batch): void {
  const { shape, labels } = batch;
  const wanted = model.inputs[0]?.shape.slice(1) ?? [];
  const got = shape.slice(1);
  if (wanted.length !== got.length || wanted.some((size, axis) => size !== null && size !== got[axis])) {
    const sizes = wanted.map((size) => size ?? 'any').join(', ');
    throw new DataError(
      `"${model.name}" reads images of [${sizes}], the batch has images of [${got.join(', ')}]: resize them, or create the model with that inputShape`,
    );
  }
  const values = shape.reduce((product, size) => product * size, 1);
  // Bytes are checked where they become numbers.
  const given = bytesOf(batch) === undefined ? batch.images.length : values;
  if (given !== values || labels.length !== shape[0]) {
    throw new DataError(
      `a batch of [${shape.join(', ')}] wants ${values} values and ${shape[0]} labels, got ${given} and ${labels.length}`,
    );
  }
  if (batch.mixing !== undefined) checkMixing(batch.mixing, shape);
  const wrong = labels.findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (wrong >= 0) {
    throw new DataError(
      `image ${wrong} of the batch has label ${labels[wrong]}, "${model.name}" tells ${classes} classes apart: 0 to ${classes - 1}`,
    );
  }
}

function checkMixing({ partners, share, pixelShares }: Mixing, [count, height, width]: Batch['shape']): void {
  const pixels = height * width;
  if (partners.length !== count || pixelShares.length !== pixels) {
    throw new DataError(
      `a mixing of ${count} images of ${height} x ${width} wants ${count} partners and ${pixels} pixelShares, got ${partners.length} and ${pixelShares.length}`,
    );
  }
  const lost = partners.find((partner) => !(partner >= 0 && partner < count));
  if (lost !== undefined) {
    throw new DataError(
      `a mixing has the partner ${lost}: partners of ${count} images are 0 to ${count - 1}`,
    );
  }
  const isWrong = (part: number): boolean => !(part >= 0 && part <= 1);
  const wrong = isWrong(share) ? share : pixelShares.find(isWrong);
  if (wrong !== undefined) throw new DataError(`a mixing has the share ${wrong}: shares are 0 to 1`);
}

/**
 * Refuses an image that holds NaN or infinity.
 *
 * @param before Images before those of the batch, for the message.
 * @throws DataError
 */
export function checkFiniteImages(batch: Batch, before: number): void {
  if (allFinite(batch)) return;
  const { images, labels } = batch;
  const lost = images.findIndex((value) => !Number.isFinite(value));
  const values = images.length / labels.length;
  throw new DataError(
    `image ${before + Math.floor(lost / values)} holds ${images[lost]} at value ${lost % values}: images want finite numbers`,
  );
}

/** Tells whether all values of the images are numbers, as bytes are. */
export function allFinite(batch: Batch): boolean {
  // A table of bytes is checked where it is read.
  if (bytesOf(batch) !== undefined) return true;
  const values = batch.images;
  let [a, b, c, d] = [0, 0, 0, 0];
  const fours = values.length - (values.length % 4);
  // A number minus itself is 0, or NaN for one that is not finite; four sums do not wait for each other.
  for (let i = 0; i < fours; i += 4) {
    a += nothing(values[i]);
    b += nothing(values[i + 1]);
    c += nothing(values[i + 2]);
    d += nothing(values[i + 3]);
  }
  for (let i = fours; i < values.length; i++) a += nothing(values[i]);
  return a + b + c + d === 0;
}

const nothing = (value = 0): number => value - value;
