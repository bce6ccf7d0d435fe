/** Brings images to one size, as Keras's Resizing and CenterCrop do: stretched, cropped or padded, then resized. */

import * as tf from '@tensorflow/tfjs-core';
import {
  serialization as registry,
  type serialization,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { InputSpec, type Shape } from '@tensorflow/tfjs-layers';
import { movingCost, type OptionNames, type Pair } from 'sk-core';
import { finite, type Optional, oneOf, pair } from './check.js';
import type { LayerPart } from './layerPart.js';
import { type PixelPlace, resizeLinear } from './resizeLinear.js';
import { channelsOf, imageShape } from './shape.js';
import {
  oneShape,
  oneTensor,
  type SettingNames,
  SkLayer,
  type SkLayerArgs,
  skLayerArgs,
  type WeightSpec,
} from './skLayer.js';

const fits = ['stretch', 'crop', 'pad', 'centre'] as const;
const interpolations = ['bilinear', 'nearest'] as const;

/**
 * Says what is done before resizing. 'crop' takes the largest part in the middle that has the proportions of the output, 'pad'
 * adds borders until the image has them, and 'centre' takes the middle as it is, or crops where the image is smaller.
 */
export type ImageFit = (typeof fits)[number];

export interface SkFit2DArgs extends SkLayerArgs {
  /** Size of the output in pixels: one number for both directions, or [height, width]. */
  readonly size: Pair;
  /** 'stretch' */
  readonly fit?: Optional<ImageFit>;
  /** Between the centres of pixels; 'bilinear'. */
  readonly interpolation?: Optional<(typeof interpolations)[number]>;
  /** The value of borders; 0. */
  readonly fillValue?: Optional<number>;
}

/** Lists what happens to images of one size, in this order. */
export interface FitSteps {
  /** The part that is taken. */
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  /** Borders above and below, and on the left and on the right. */
  readonly border: readonly [vertical: number, horizontal: number];
  /** Where each row and column of the output lies, in pixels; undefined where nothing is resized. */
  readonly places: readonly [rows: readonly number[] | undefined, columns: readonly number[] | undefined];
}

/** [N, H, W, C] to [N, ...size, C]. Nothing is smoothed before it gets smaller. */
export class SkFit2D extends SkLayer {
  static readonly className = 'SkFit2D';
  static override readonly args: SettingNames = {
    size: true,
    fit: true,
    interpolation: true,
    fillValue: true,
    ...skLayerArgs,
  } satisfies OptionNames<SkFit2DArgs>;
  readonly size: readonly [number, number];
  readonly fit: ImageFit;
  readonly interpolation: (typeof interpolations)[number];
  readonly fillValue: number;

  constructor(args: SkFit2DArgs) {
    super(args);
    const { size, fit, interpolation, fillValue } = args;
    this.size = pair(this.field('size'), size, 1);
    this.fit = oneOf(this.field('fit'), fit ?? 'stretch', fits);
    this.interpolation = oneOf(this.field('interpolation'), interpolation ?? 'bilinear', interpolations);
    this.fillValue = finite(this.field('fillValue'), fillValue ?? 0);
    this.inputSpec = [new InputSpec({ ndim: 4 })];
  }

  override weightSpecs(): readonly WeightSpec[] {
    return [];
  }

  override parts(input: readonly number[]): readonly LayerPart[] {
    const [n, h, w, c] = imageShape(input);
    const [height, width] = this.size;
    const [x, y] = [n * h * w * c, n * height * width * c];
    return [
      { name: this.name, kind: 'other', outputShape: [height, width, c], cost: movingCost(x + y, y + x) },
    ];
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = oneShape(inputShape);
    const [batch = null] = shape;
    return [batch, ...this.size, channelsOf(shape)];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = oneTensor(inputs) as Tensor4D;
      const [n, h, w, c] = imageShape(x.shape);
      const { top, left, height, width, border } = this.steps(h, w);
      const part = tf.slice(x, [0, top, left, 0], [n, height, width, c]);
      const [rows, columns] = border.map((side): [number, number] => [side, side]);
      const whole = tf.pad(part, [[0, 0], rows ?? [0, 0], columns ?? [0, 0], [0, 0]], this.fillValue);
      return resizeLinear(whole, this.size, places[this.interpolation]);
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { size, fit, interpolation, fillValue } = this;
    return { ...super.getConfig(), size: [...size], fit, interpolation, fillValue };
  }

  /** Returns what is done to images of a height and a width. */
  steps(h: number, w: number): FitSteps {
    const [toHeight, toWidth] = this.size;
    const isTaken = this.fit === 'centre' && h >= toHeight && w >= toWidth;
    const crops = this.fit === 'crop' || (this.fit === 'centre' && !isTaken);
    // The sizes that have the proportions of the output, one for each of the image's own.
    const [fromWidth, fromHeight] = [
      Math.floor((w * toHeight) / toWidth),
      Math.floor((h * toWidth) / toHeight),
    ];
    const cropped = (own: number, other: number): number => (crops ? Math.max(1, Math.min(own, other)) : own);
    const height = isTaken ? toHeight : cropped(h, fromWidth);
    const width = isTaken ? toWidth : cropped(w, fromHeight);
    const side = (own: number, other: number): number =>
      this.fit === 'pad' ? Math.floor((Math.max(own, other) - own) / 2) : 0;
    const border = [side(h, fromWidth), side(w, fromHeight)] as const;
    const along = (length: number, outputs: number): readonly number[] | undefined =>
      length === outputs
        ? undefined
        : Array.from({ length: outputs }, (_, i) => places[this.interpolation](i, length, outputs));
    return {
      top: Math.floor((h - height) / 2),
      left: Math.floor((w - width) / 2),
      height,
      width,
      border,
      places: [along(height + 2 * border[0], toHeight), along(width + 2 * border[1], toWidth)],
    };
  }
}

/** Pixels are where their centres are. TensorFlow computes in 32 bits, which decides between two that are equally near. */
const places: Readonly<Record<(typeof interpolations)[number], PixelPlace>> = {
  bilinear: (output, length, outputs) =>
    Math.min(length - 1, Math.max(0, ((output + 0.5) * length) / outputs - 0.5)),
  nearest: (output, length, outputs) =>
    Math.min(length - 1, Math.floor(Math.fround((output + 0.5) * Math.fround(length / outputs)))),
};

registry.registerClass(SkFit2D);
