/** The first convolution of a network, which reads as many channels as images have. */
import { elementAt } from 'sk-core';
import { ModelFileError } from '../modelFileError.js';
import type { WeightBinding } from '../weights/weightBinding.js';
import type { WeightSource } from '../weights/weightSource.js';
import type { ModelWeight } from './modelWeights.js';

/** Returns the kernel [kh, kw, channels, filters] that reads the images; undefined where a network begins otherwise. */
export function inputKernel(
  weights: readonly ModelWeight[],
  channels: number | null | undefined,
): ModelWeight | undefined {
  const first = weights.find(({ leaf, shape }) => leaf === 'kernel' && shape.length === 4);
  return first?.shape[2] === channels ? first : undefined;
}

/** Returns the axis of the channels in the file's kernel. */
export const channelAxis = ({ layout }: WeightBinding): number => (layout === 'same' ? 2 : 1);

/**
 * Returns a source whose kernel reads another number of channels, adapted as timm's adapt_input_conv does: for one channel
 * the sum over the three of the file; for more those three in turns, times 3 / channels.
 *
 * @throws ModelFileError where the kernel of the file does not read three channels.
 */
export function adaptedSource(source: WeightSource, binding: WeightBinding, channels: number): WeightSource {
  const info = source.tensors.get(binding.tensor);
  const axis = channelAxis(binding);
  const found = info?.shape[axis];
  if (info === undefined || found === undefined || found === channels) return source;
  if (found !== 3) {
    throw new ModelFileError(
      source.what,
      `its first convolution reads ${found} channels, and only one that reads 3 can be adapted to ${channels}: take a model of ${found} channels`,
    );
  }
  const sizes = {
    outer: product(info.shape.slice(0, axis)),
    inner: product(info.shape.slice(axis + 1)),
  };
  const shape = info.shape.with(axis, channels);
  return {
    ...source,
    tensors: new Map([...source.tensors, [info.name, { ...info, shape }]]),
    read: async (name) => {
      const values = await source.read(name);
      return name === info.name ? adaptChannels(values, sizes, channels) : values;
    },
  };
}

/** Turns values [outer, 3, inner] into [outer, channels, inner]. */
function adaptChannels(
  values: Float32Array,
  { outer, inner }: { readonly outer: number; readonly inner: number },
  channels: number,
): Float32Array {
  const result = new Float32Array(outer * channels * inner);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const read = (channel: number): number => elementAt(values, (o * 3 + channel) * inner + i);
      for (let c = 0; c < channels; c++) {
        const value = channels === 1 ? read(0) + read(1) + read(2) : (read(c % 3) * 3) / channels;
        result[(o * channels + c) * inner + i] = value;
      }
    }
  }
  return result;
}

const product = (shape: readonly number[]): number => shape.reduce((total, size) => total * size, 1);
