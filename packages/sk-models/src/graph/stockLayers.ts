/**
 * The layers of TensorFlow.js that this project knows, by class name, with the settings that it looks at. TensorFlow.js
 * exports no classes of layers, so that the name of the class and its configuration are all there is to read.
 */

/** A size or a step for each of the two directions. */
type Two = readonly [vertical: number, horizontal: number];

/** Rows above and below, columns left and right. */
type Border = readonly [rows: readonly [number, number], columns: readonly [number, number]];

interface ImageSettings {
  /** 'channelsLast' where nothing is said. */
  readonly dataFormat?: 'channelsFirst' | 'channelsLast';
}

export interface ConvSettings extends ImageSettings {
  readonly kernelSize: Two;
  readonly strides: Two;
  readonly padding: 'same' | 'valid';
  readonly dilationRate: Two;
  readonly useBias: boolean;
  /** 'linear' where there is none. */
  readonly activation: string;
}

interface PoolSettings extends ImageSettings {
  readonly poolSize: Two;
  readonly strides: Two;
  readonly padding: 'same' | 'valid';
}

/** A layer without settings, or with none that matter. */
type Plain = object;

/** The settings of each class, by its name. */
export interface StockLayers {
  readonly Activation: { readonly activation: string };
  readonly Add: Plain;
  readonly AlphaDropout: Plain;
  readonly Average: Plain;
  readonly AveragePooling2D: PoolSettings;
  readonly BatchNormalization: { readonly axis: number; readonly momentum: number; readonly epsilon: number };
  readonly Concatenate: { readonly axis: number };
  readonly Conv2D: ConvSettings;
  readonly Cropping2D: ImageSettings & { readonly cropping: Border };
  readonly Dense: { readonly useBias: boolean; readonly activation: string };
  readonly DepthwiseConv2D: ConvSettings;
  readonly Dropout: Plain;
  readonly ELU: Plain;
  readonly Flatten: ImageSettings;
  readonly GaussianDropout: Plain;
  readonly GaussianNoise: Plain;
  readonly GlobalAveragePooling2D: ImageSettings;
  readonly GlobalMaxPooling2D: ImageSettings;
  readonly LeakyReLU: { readonly alpha: number };
  readonly MaxPooling2D: PoolSettings;
  readonly Maximum: Plain;
  readonly Minimum: Plain;
  readonly Multiply: Plain;
  readonly PReLU: Plain;
  readonly Permute: { readonly dims: readonly number[] };
  readonly ReLU: { readonly maxValue?: number | null };
  /** One number, or one for each channel. */
  readonly Rescaling: {
    readonly scale: number | readonly number[];
    readonly offset: number | readonly number[];
  };
  readonly RepeatVector: { readonly n: number };
  readonly Reshape: { readonly targetShape: readonly (number | null)[] };
  readonly SeparableConv2D: ConvSettings;
  readonly Softmax: { readonly axis: number | readonly number[] };
  readonly SpatialDropout1D: Plain;
  readonly ThresholdedReLU: { readonly theta: number };
  /** The layer that is called for each step, with its settings. */
  readonly TimeDistributed: { readonly layer: { readonly className: string; readonly config: object } };
  readonly UpSampling2D: ImageSettings & {
    readonly size: Two;
    readonly interpolation: 'nearest' | 'bilinear';
  };
  readonly ZeroPadding2D: ImageSettings & { readonly padding: Border };
}

export type StockName = keyof StockLayers;

/** The names again, for the type is gone when the program runs. */
export const stockNames: ReadonlySet<string> = new Set(
  Object.keys({
    Activation: true,
    Add: true,
    AlphaDropout: true,
    Average: true,
    AveragePooling2D: true,
    BatchNormalization: true,
    Concatenate: true,
    Conv2D: true,
    Cropping2D: true,
    Dense: true,
    DepthwiseConv2D: true,
    Dropout: true,
    ELU: true,
    Flatten: true,
    GaussianDropout: true,
    GaussianNoise: true,
    GlobalAveragePooling2D: true,
    GlobalMaxPooling2D: true,
    LeakyReLU: true,
    MaxPooling2D: true,
    Maximum: true,
    Minimum: true,
    Multiply: true,
    PReLU: true,
    Permute: true,
    ReLU: true,
    Rescaling: true,
    RepeatVector: true,
    Reshape: true,
    SeparableConv2D: true,
    Softmax: true,
    SpatialDropout1D: true,
    ThresholdedReLU: true,
    TimeDistributed: true,
    UpSampling2D: true,
    ZeroPadding2D: true,
  } satisfies Record<StockName, true>),
);
