/**
 * Costs of layers, as functions of shapes. The paper's GFLOPs are MACs of convolutions and fully connected
 * layers plus the scaling of attention (section 4.1, Table 1).
 */
import { checkOptions, type OptionNames } from '../contract/checkOptions.js';
import type { ConvGeometry } from '../ops/convGeometry.js';

const float32 = 4;

export interface Cost {
  /** Number of trainable values: filters, biases, and the scale and shift of batch norms. */
  readonly parameters: number;
  /** Number of running statistics: values that are kept and not trained. */
  readonly statistics: number;
  /** MACs of convolutions and fully connected layers: multiplications, each with its addition. */
  readonly macs: number;
  /** Channel-wise products of an attention module. */
  readonly attentionScaling: number;
  /** Float32 bytes of a forward pass: each input read once, each output written once. */
  readonly forwardBytes: number;
  /** Float32 bytes of the backward pass: gradients of all inputs and parameters. */
  readonly backwardBytes: number;
}

/** The cost of nothing. */
export const noCost: Cost = {
  parameters: 0,
  statistics: 0,
  macs: 0,
  attentionScaling: 0,
  forwardBytes: 0,
  backwardBytes: 0,
};

/** Returns the sum of costs. */
export function addCosts(costs: readonly Cost[]): Cost {
  const sum = (key: keyof Cost): number => costs.reduce((total, cost) => total + cost[key], 0);
  return {
    parameters: sum('parameters'),
    statistics: sum('statistics'),
    macs: sum('macs'),
    attentionScaling: sum('attentionScaling'),
    forwardBytes: sum('forwardBytes'),
    backwardBytes: sum('backwardBytes'),
  };
}

const biasNames: OptionNames<{ readonly bias?: boolean }> = { bias: true };

/** Returns the cost of a grouped convolution of a whole batch, with or without a bias; without by default. */
export function convCost(g: ConvGeometry, options: { readonly bias?: boolean } = {}): Cost {
  checkOptions('convCost: options', options, biasNames);
  const { bias = false } = options;
  const filter = g.kh * g.kw * g.cPerGroup * g.o;
  const parameters = filter + (bias ? g.o : 0);
  const [x, y] = [g.n * g.h * g.w * g.c, g.n * g.oh * g.ow * g.o];
  return {
    ...noCost,
    parameters,
    macs: g.n * g.oh * g.ow * filter,
    forwardBytes: float32 * (x + parameters + y),
    // dx from dy and the filter; the filter's gradient from x and dy.
    backwardBytes: float32 * (y + filter + x + (x + y + parameters)),
  };
}

/** Returns the cost of a fully connected layer: inputs [N, C], outputs [N, O]; with a bias by default. */
export function denseCost(n: number, c: number, o: number, options: { readonly bias?: boolean } = {}): Cost {
  checkOptions('denseCost: options', options, biasNames);
  const { bias = true } = options;
  return convCost({ n, h: 1, w: 1, c, kh: 1, kw: 1, cPerGroup: c, oPerGroup: o, oh: 1, ow: 1, o }, { bias });
}

/** Returns the cost of a batch norm in training, over [N, H, W, C] with `pixels` = N * H * W. */
export function batchNormCost(pixels: number, channels: number): Cost {
  const elements = pixels * channels;
  return {
    ...noCost,
    parameters: 2 * channels,
    statistics: 2 * channels,
    forwardBytes: float32 * (2 * elements + 4 * channels),
    backwardBytes: float32 * (3 * elements + 8 * channels),
  };
}

/** Sizes of the selection in one SK unit. */
export interface SelectionShape {
  readonly n: number;
  /** Height * width of a branch. */
  readonly pixels: number;
  readonly channels: number;
  readonly branches: number;
  /** d of equation (4). */
  readonly width: number;
}

const attentionShapeNames: OptionNames<Omit<SelectionShape, 'width'>> = {
  n: true,
  pixels: true,
  channels: true,
  branches: true,
};

/**
 * Returns the cost that selection adds to the branches of an SK unit: fuse, both fully connected layers, softmax,
 * select. It has (M + 1) * C * d + 2 * d parameters, (M + 1) * C * d MACs an image and M * C * H * W
 * products of scaling.
 */
export function selectionCost(shape: SelectionShape): Cost {
  checkOptions('selectionCost: shape', shape, { ...attentionShapeNames, width: true });
  const { n, pixels, channels, branches, width } = shape;
  return addCosts([
    denseCost(n, channels, width, { bias: false }),
    batchNormCost(n, width),
    denseCost(n, width, branches * channels, { bias: false }),
    attentionCost({ n, pixels, channels, branches }),
  ]);
}

/** Returns the cost of the part of selection that has no weights: fuse, softmax, select. */
export function attentionCost(shape: Omit<SelectionShape, 'width'>): Cost {
  checkOptions('attentionCost: shape', shape, attentionShapeNames);
  const { n, pixels, channels, branches } = shape;
  const branch = n * pixels * channels;
  const attention = n * branches * channels;
  return {
    ...noCost,
    attentionScaling: branches * branch,
    // fuse reads all branches; softmax reads and writes; select reads all branches and writes one.
    forwardBytes:
      float32 * (branches * branch + n * channels + 2 * attention + (branches + 1) * branch + attention),
    // select: reads dV, branches and attention, writes one gradient a branch and the attention's; softmax; fuse.
    backwardBytes:
      float32 *
      ((1 + 2 * branches) * branch + 2 * attention + 3 * attention + n * channels + branches * branch),
  };
}

/** Returns d = max(C / r, L), the width of the compact feature z. Paper section 3.1, equation (4). */
export function selectionWidth(channels: number, reduction: number, minWidth: number): number {
  return Math.max(Math.floor(channels / reduction), minWidth);
}

/** Returns the cost of the part of squeeze and excitation that has no weights: pooling and scaling. */
export function exciteCost(n: number, pixels: number, channels: number): Cost {
  const map = n * pixels * channels;
  return {
    ...noCost,
    attentionScaling: map,
    forwardBytes: float32 * (3 * map + 2 * n * channels),
    backwardBytes: float32 * (4 * map + 3 * n * channels),
  };
}

/**
 * Returns the cost of a layer that has neither products nor weights, from the float32 values that its passes read and
 * write.
 */
export function movingCost(forwardValues: number, backwardValues: number): Cost {
  return { ...noCost, forwardBytes: float32 * forwardValues, backwardBytes: float32 * backwardValues };
}
