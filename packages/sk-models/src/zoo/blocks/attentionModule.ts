/**
 * The attention module of residual attention networks (the paper's [44]), as in its authors' network files: a trunk of
 * units, a mask that an hourglass computes from the same features, and (1 + mask) * trunk. There p = 1, t = 2, r = 1.
 */
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf } from '../../layers/shape.js';
import { SkMaxPool2D } from '../../layers/skMaxPool2D.js';
import { SkResize2D } from '../../layers/skResize2D.js';
import { convBatchNorm } from './convBatchNorm.js';
import { normAct, plainConv } from './normActConv.js';

interface AttentionModule {
  readonly name: string;
  /** How often the branch of the mask halves the image: 3 where it has 56 pixels a side, so that 7 are left. */
  readonly halvings: number;
  /** A residual unit that keeps the shape. */
  readonly unit: (x: SymbolicTensor, name: string) => SymbolicTensor;
  /** Batch norm and ReLU stand before the units' convolutions, and before the mask's. */
  readonly preActivation: boolean;
  readonly seed: number;
}

/** [N, H, W, C] to the same. */
export function attentionModule(x: SymbolicTensor, module: AttentionModule): SymbolicTensor {
  const { name, unit } = module;
  const features = unit(x, `${name}/trunk/res1`);
  const trunk = unit(unit(features, `${name}/trunk/res2`), `${name}/trunk/res3`);
  const mask = softMask(hourglass(features, module, 1), module);
  const masked = layers.multiply({ name: `${name}/multiply` }).apply([mask, trunk]) as SymbolicTensor;
  return unit(add(`${name}/add`, masked, trunk), `${name}/res`);
}

/** Halves the image, adds what the levels below make of it, and resizes the sum to the size of the input. */
function hourglass(x: SymbolicTensor, module: AttentionModule, level: number): SymbolicTensor {
  const { halvings, unit } = module;
  const name = `${module.name}/mask${level}`;
  const pool = new SkMaxPool2D({ name: `${name}/pool`, poolSize: 3, strides: 2, ceil: true });
  const down = unit(pool.apply(x) as SymbolicTensor, `${name}/down`);
  const seen =
    level < halvings
      ? add(`${name}/add`, unit(down, `${name}/skip`), hourglass(down, module, level + 1))
      : down;
  const [, height, width] = x.shape as [null, number, number];
  const resize = new SkResize2D({ name: `${name}/resize`, size: [height, width] });
  return resize.apply(unit(seen, `${name}/up`)) as SymbolicTensor;
}

/** Computes a weight from 0 to 1 for each value: two 1x1 convolutions and a sigmoid. */
function softMask(x: SymbolicTensor, { name, preActivation, seed }: AttentionModule): SymbolicTensor {
  const conv = { filters: channelsOf(x.shape), kernelSize: 1, seed };
  const active = preActivation ? normAct(x, `${name}/linear1/norm`) : x;
  const hidden = convBatchNorm(active, { name: `${name}/linear1`, relu: true, ...conv });
  const logits = plainConv(hidden, { name: `${name}/linear2`, ...conv });
  return layers
    .activation({ name: `${name}/sigmoid`, activation: 'sigmoid' })
    .apply(logits) as SymbolicTensor;
}

const add = (name: string, ...xs: SymbolicTensor[]): SymbolicTensor =>
  layers.add({ name }).apply(xs) as SymbolicTensor;
