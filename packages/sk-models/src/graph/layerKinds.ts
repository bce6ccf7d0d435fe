/** The one table of the kinds of layers, with what each kind says of a layer. */
import { SkArithmetic } from '../layers/skArithmetic.js';
import { SkAveragePool2D } from '../layers/skAveragePool2D.js';
import { SkBam } from '../layers/skBam.js';
import { SkBatchNorm } from '../layers/skBatchNorm.js';
import { SkCbam } from '../layers/skCbam.js';
import { SkChannelShuffle } from '../layers/skChannelShuffle.js';
import { SkChannelSlice } from '../layers/skChannelSlice.js';
import { SkConv2D } from '../layers/skConv2D.js';
import { SkDropout } from '../layers/skDropout.js';
import { SkDropPath } from '../layers/skDropPath.js';
import { SkFit2D } from '../layers/skFit2D.js';
import { SkFoldedConv2D } from '../layers/skFoldedConv2D.js';
import { SkFusedConv2D } from '../layers/skFusedConv2D.js';
import { SkGroupedConv2D } from '../layers/skGroupedConv2D.js';
import { SkGroupNorm } from '../layers/skGroupNorm.js';
import { SkMaxPool2D } from '../layers/skMaxPool2D.js';
import { SkNormalization } from '../layers/skNormalization.js';
import { SkResize2D } from '../layers/skResize2D.js';
import { SkSqueezeExcite } from '../layers/skSqueezeExcite.js';
import type { Layer } from './modelGraph.js';
import { type StockLayers, type StockName, stockNames } from './stockLayers.js';

/** The layers of this package, by the names of their classes. */
interface OwnLayers {
  readonly SkArithmetic: SkArithmetic;
  readonly SkAveragePool2D: SkAveragePool2D;
  readonly SkBam: SkBam;
  readonly SkBatchNorm: SkBatchNorm;
  readonly SkCbam: SkCbam;
  readonly SkChannelShuffle: SkChannelShuffle;
  readonly SkChannelSlice: SkChannelSlice;
  readonly SkConv2D: SkConv2D;
  readonly SkDropout: SkDropout;
  readonly SkDropPath: SkDropPath;
  readonly SkFit2D: SkFit2D;
  readonly SkFoldedConv2D: SkFoldedConv2D;
  readonly SkFusedConv2D: SkFusedConv2D;
  readonly SkGroupNorm: SkGroupNorm;
  readonly SkGroupedConv2D: SkGroupedConv2D;
  readonly SkMaxPool2D: SkMaxPool2D;
  readonly SkNormalization: SkNormalization;
  readonly SkResize2D: SkResize2D;
  readonly SkSqueezeExcite: SkSqueezeExcite;
}

type OwnClasses = { readonly [K in keyof OwnLayers]: new (...args: never) => OwnLayers[K] };

const ownClasses: ReadonlyMap<string, OwnClasses[keyof OwnLayers]> = new Map(
  Object.entries({
    SkArithmetic,
    SkAveragePool2D,
    SkBam,
    SkBatchNorm,
    SkCbam,
    SkChannelShuffle,
    SkChannelSlice,
    SkConv2D,
    SkDropout,
    SkDropPath,
    SkFit2D,
    SkFoldedConv2D,
    SkFusedConv2D,
    SkGroupNorm,
    SkGroupedConv2D,
    SkMaxPool2D,
    SkNormalization,
    SkResize2D,
    SkSqueezeExcite,
  } satisfies OwnClasses),
);

type OwnKinds = { readonly [K in keyof OwnLayers]: { readonly kind: K; readonly layer: OwnLayers[K] } };
type StockKinds = { readonly [K in StockName]: { readonly kind: K; readonly settings: StockLayers[K] } };
type KnownKinds = OwnKinds & StockKinds;

/** Names of the classes that are known. */
export type KindName = keyof KnownKinds;

/** The kind of a layer of the named class. */
export type KindOf<K extends KindName> = KnownKinds[K];

/**
 * The kind of a layer: the name of its class, with the layer itself where the class is of this package, and with its
 * settings where it is of TensorFlow.js. Any other class is 'other'.
 */
export type LayerKind = KindOf<KindName> | { readonly kind: 'other' };

/** Returns the kind of a layer. A class derived from a known one is 'other', unless it keeps the name. */
export function layerKind(layer: Layer): LayerKind {
  const kind = layer.getClassName();
  const own = ownClasses.get(kind);
  if (own !== undefined && layer instanceof own) return { kind, layer } as KindOf<KindName>;
  if (stockNames.has(kind)) return { kind, settings: layer.getConfig() as object } as KindOf<KindName>;
  return { kind: 'other' };
}
