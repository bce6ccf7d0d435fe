/** Names the weights in the layers of a Caffe model. */
import { elementAt } from 'sk-core';
import { ModelError } from 'sk-models';
import type { CaffeBlob, CaffeLayer } from './caffeNet.js';

export interface CaffeTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly blob: CaffeBlob;
  /** Divides the values: Caffe's own BatchNorm keeps sums. */
  readonly divisor?: CaffeBlob;
}

/**
 * Returns the weights by name:
 *
 * - Convolution and InnerProduct: `<layer>/weights` [O, I, kh, kw] or [O, I], `<layer>/bias` [O].
 * - CuDNNBatchNorm, of the authors' fork of Caffe (src/caffe/layers/cudnn_batch_norm_layer.cpp): `<layer>/scale`, `/shift`,
 *   `/mean` and `/variance` [C], its four blobs in this order.
 * - BatchNorm of BVLC's Caffe and the Scale behind it: the same names, of the BatchNorm.
 * - Blobs of other layers: `<layer>/0` and so on.
 *
 * @throws ModelError for two layers of one name that both have blobs, and for blobs that a layer cannot have.
 */
export function caffeTensors(layers: readonly CaffeLayer[]): readonly CaffeTensor[] {
  const scales = scalesOfNorms(layers);
  const used = new Set(scales.values());
  const names = new Set<string>();
  return layers.flatMap((layer) => {
    if (layer.blobs.length === 0 || used.has(layer)) return [];
    if (names.has(layer.name)) throw new ModelError(`two of its layers are called '${layer.name}'`);
    names.add(layer.name);
    return tensorsOf(layer, scales.get(layer));
  });
}

function tensorsOf(layer: CaffeLayer, scale: CaffeLayer | undefined): readonly CaffeTensor[] {
  const { name, type, blobs } = layer;
  switch (type) {
    case 'Convolution':
      return named(layer, blobs, ['weights', 'bias'], 1);
    case 'InnerProduct':
      return named(layer, blobs, ['weights', 'bias'], 1, withoutLeadingOnes);
    case 'CuDNNBatchNorm':
      return named(layer, blobs, ['scale', 'shift', 'mean', 'variance'], 4);
    case 'BatchNorm': {
      const [mean, variance, divisor] = blobs;
      if (mean === undefined || variance === undefined || divisor === undefined) {
        throw new ModelError(`BatchNorm '${name}' wants 3 blobs, got ${blobs.length}`);
      }
      const statistics = named(layer, [mean, variance], ['mean', 'variance'], 2);
      const affine = scale === undefined ? [] : named(layer, scale.blobs, ['scale', 'shift'], 1);
      return [...affine, ...statistics.map((tensor) => ({ ...tensor, divisor }))];
    }
    default:
      return blobs.map((blob, i) => ({ name: `${name}/${i}`, shape: blob.shape, blob }));
  }
}

/** @param weightShape Returns the shape of a blob of weights; its own by default. */
function named(
  { name, type }: CaffeLayer,
  blobs: readonly CaffeBlob[],
  parts: readonly string[],
  least: number,
  weightShape = ({ shape }: CaffeBlob): readonly number[] => shape,
): readonly CaffeTensor[] {
  if (blobs.length < least || blobs.length > parts.length) {
    throw new ModelError(`${type} '${name}' wants ${parts.join(', ')}, got ${blobs.length} blobs`);
  }
  return blobs.map((blob, i) => {
    const part = elementAt(parts, i);
    const shape = part === 'weights' ? weightShape(blob) : vectorShape(blob);
    return { name: `${name}/${part}`, shape, blob };
  });
}

/** Returns the shape of a vector. Old blobs have four sizes, most of them 1. */
function vectorShape({ shape }: CaffeBlob): readonly number[] {
  return [shape.reduce((product, size) => product * size, 1)];
}

const withoutLeadingOnes = ({ shape }: CaffeBlob): readonly number[] =>
  shape.length === 4 && shape[0] === 1 && shape[1] === 1 ? shape.slice(2) : shape;

/** Returns the Scale that reads the output of each BatchNorm: the first behind it, since both may work in place. */
function scalesOfNorms(layers: readonly CaffeLayer[]): ReadonlyMap<CaffeLayer, CaffeLayer> {
  const scales = new Map<CaffeLayer, CaffeLayer>();
  const waiting = new Map<string, CaffeLayer>();
  for (const layer of layers) {
    const [bottom, top] = [layer.bottoms[0] ?? '', layer.tops[0] ?? ''];
    const norm = waiting.get(bottom);
    if (layer.type === 'Scale' && layer.bottoms.length === 1 && norm !== undefined) {
      scales.set(norm, layer);
      waiting.delete(bottom);
    }
    if (layer.type === 'BatchNorm') waiting.set(top, layer);
  }
  return scales;
}
