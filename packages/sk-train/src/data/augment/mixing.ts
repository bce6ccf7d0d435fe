/**
 * mixup (Zhang et al., 2017) and cutmix (Yun et al., 2019) of whole batches, as timm's `Mixup` in its mode 'batch': a
 * function of seed, epoch and batch alone.
 */
import { type Batch, type Box, byteBatch, bytesOf, type Mixing } from 'sk-models';
import { symmetricBeta } from '../../random/beta.js';
import { permutation, RandomStream } from '../../random/randomStream.js';

export interface MixingSettings {
  /** Alpha of the distribution Beta(alpha, alpha) that the share of an image is drawn from. */
  readonly mixup?: number | undefined;
  /** The same, for boxes that are pasted. Where both are given, each takes half of the batches. */
  readonly cutmix?: number | undefined;
  readonly seed: number;
}

/** Returns a batch whose images are mixed; the same one where neither is asked for. @param place In its epoch. */
export function mixBatch(
  batch: Batch,
  settings: MixingSettings,
  place: { readonly epoch: number; readonly batch: number },
): Batch {
  if (settings.mixup === undefined && settings.cutmix === undefined) return batch;
  const stream = new RandomStream(settings.seed, 'mixing', place.epoch, place.batch);
  const mixing = drawMixing(settings, stream, batch.shape);
  if (mixing === undefined) return batch;
  const bytes = bytesOf(batch);
  return bytes === undefined
    ? { ...batch, mixing }
    : byteBatch(bytes, batch.shape, batch.labels, { mixing, names: batch.names });
}

/** Returns how the images of a batch are mixed; undefined where they are not. */
export function drawMixing(
  { mixup, cutmix }: MixingSettings,
  stream: RandomStream,
  [count, height, width]: Batch['shape'],
): Mixing | undefined {
  const isSecond = stream.uniform() < 0.5;
  const partners = Int32Array.from(permutation(count, stream));
  if (cutmix !== undefined && (mixup === undefined || isSecond)) {
    const share = symmetricBeta(stream, cutmix);
    const middle = { row: stream.integer(height), column: stream.integer(width) };
    return pasted(partners, pastedBox(share, middle, width, height), width, height);
  }
  return mixup === undefined ? undefined : blended(partners, symmetricBeta(stream, mixup), width, height);
}

/** Returns the mixing of mixup: every pixel by the same share. */
export const blended = (partners: Int32Array, share: number, width: number, height: number): Mixing => ({
  partners,
  share,
  pixelShares: new Float32Array(width * height).fill(share),
});

/** Returns the mixing of cutmix: a box is the partner's, and the share is that of the pixels outside of it. */
export function pasted(partners: Int32Array, box: Box, width: number, height: number): Mixing {
  const pixelShares = new Float32Array(width * height).fill(1);
  for (let row = box.top; row < box.top + box.height; row++) {
    const start = row * width + box.left;
    pixelShares.fill(0, start, start + box.width);
  }
  const share = 1 - (box.width * box.height) / (width * height);
  return { partners, share, pixelShares };
}

/** Returns a box around a pixel, of the shape of the image and all but a share of its area, cut at the border. */
export function pastedBox(
  share: number,
  middle: { readonly row: number; readonly column: number },
  width: number,
  height: number,
): Box {
  const side = Math.sqrt(1 - share);
  const [top, bottom] = span(middle.row, Math.floor(height * side), height);
  const [left, right] = span(middle.column, Math.floor(width * side), width);
  return { left, top, width: right - left, height: bottom - top };
}

/** Returns where a stretch around a place begins and ends within a length. */
function span(middle: number, stretch: number, length: number): readonly [start: number, end: number] {
  return [Math.max(0, middle - Math.floor(stretch / 2)), Math.min(length, middle + Math.ceil(stretch / 2))];
}
