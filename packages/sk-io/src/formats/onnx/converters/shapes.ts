/** Layers that move numbers without changing them, or that do nothing at inference. */
import type { KindName } from 'sk-models/graph';
import { int, ints } from '../graph/attributes.js';
import {
  type Converter,
  type Converters,
  channelsFirst,
  channelsLast,
  eitherLayout,
} from '../graph/converter.js';
import type { LayerGraph } from '../graph/layerGraph.js';
import { axisIn } from '../graph/value.js';
import { refuseChannelsFirst } from './refuseChannelsFirst.js';
import { isSizeKnown } from './windows.js';

const nothing: Converter<KindName> = (_, inputs) => inputs;

/** Channel g * (C / groups) + i becomes channel i * groups + g: a transposition of [groups, C / groups]. */
const shuffle = channelsFirst<'SkChannelShuffle'>((g, x, shape) => {
  const { groups } = g.kind.layer;
  const [, h, w, c] = shape as [number, number, number, number];
  const rows = g.op('Reshape', [x, g.ints(0, groups, c / groups, -1)]);
  const columns = g.op('Transpose', [rows], { perm: ints([0, 2, 1, 3]) });
  return g.op('Reshape', [columns, isSizeKnown(shape) ? g.ints(0, c, h, w) : g.op('Shape', [x])]);
});

const slice = eitherLayout<'SkChannelSlice'>((g, x, { length: rank }, layout) => {
  const { from, to } = g.kind.layer;
  return g.op('Slice', [x, g.ints(from), g.ints(to), g.ints(axisIn(layout, -1, rank))]);
});

const flatten = channelsLast<'Flatten'>((g, x) => {
  refuseChannelsFirst(g);
  return g.op('Flatten', [x], { axis: int(1) });
});

const reshape = channelsLast<'Reshape'>((g, x) => {
  const { targetShape } = g.kind.settings;
  return g.op('Reshape', [x, g.ints(0, ...targetShape.map((size) => size ?? -1))]);
});

/** Repeats x along a new axis. */
function repeat(g: LayerGraph, x: string, rank: number, axis: number, times: number): string {
  const once = g.op('Unsqueeze', [x, g.ints(axis)]);
  if (times === 1) return once;
  const repeats = Array.from({ length: rank + 1 }, (_, i) => (i === axis ? times : 1));
  return g.op('Tile', [once, g.ints(...repeats)]);
}

const repeatVector = channelsLast<'RepeatVector'>((g, x) => repeat(g, x, 2, 1, g.kind.settings.n));

const timeDistributed = channelsLast<'TimeDistributed'>((g, x) => {
  const { className, config } = g.kind.settings.layer;
  const times: unknown = 'n' in config ? config.n : undefined;
  if (className === 'RepeatVector' && typeof times === 'number') return repeat(g, x, 3, 2, times);
  return g.refuse(className, 'a RepeatVector');
});

const permute = channelsLast<'Permute'>((g, x) => {
  const { dims } = g.kind.settings;
  return g.op('Transpose', [x], { perm: ints([0, ...dims]) });
});

const pad = channelsFirst<'ZeroPadding2D'>((g, x) => {
  refuseChannelsFirst(g);
  const [[top, bottom], [left, right]] = g.kind.settings.padding;
  return g.op('Pad', [x, g.ints(0, 0, top, left, 0, 0, bottom, right)]);
});

const crop = channelsFirst<'Cropping2D'>((g, x) => {
  refuseChannelsFirst(g);
  const [[top, bottom], [left, right]] = g.kind.settings.cropping;
  const end = (cut: number): number => (cut === 0 ? Number.MAX_SAFE_INTEGER : -cut);
  return g.op('Slice', [x, g.ints(top, left), g.ints(end(bottom), end(right)), g.ints(2, 3)]);
});

export const shapeLayers: Converters<
  | 'SkChannelShuffle'
  | 'SkChannelSlice'
  | 'SkDropout'
  | 'SkDropPath'
  | 'Flatten'
  | 'Reshape'
  | 'Permute'
  | 'RepeatVector'
  | 'TimeDistributed'
  | 'ZeroPadding2D'
  | 'Cropping2D'
  | 'Dropout'
  | 'SpatialDropout1D'
  | 'GaussianNoise'
  | 'GaussianDropout'
  | 'AlphaDropout'
> = {
  SkChannelShuffle: shuffle,
  SkChannelSlice: slice,
  SkDropout: nothing,
  SkDropPath: nothing,
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  RepeatVector: repeatVector,
  TimeDistributed: timeDistributed,
  ZeroPadding2D: pad,
  Cropping2D: crop,
  Dropout: nothing,
  SpatialDropout1D: nothing,
  GaussianNoise: nothing,
  GaussianDropout: nothing,
  AlphaDropout: nothing,
};
