/**
 * The unit of ResNet, ResNeXt, SENet and SKNet, as in the authors' network files: 1x1_reduce, a middle that has the stride,
 * 1x1_increase, the shortcut, ReLU. Paper section 3.2 and Table 1.
 */
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convBatchNorm } from './convBatchNorm.js';
import { type Unit, type UnitPart, unitName } from './stackStages.js';

export interface UnitParts {
  /** Groups of `middle`, the most where it has several convolutions. */
  readonly groups: number;
  /** Reads and writes `width` channels at the unit's stride, with its own batch norm and ReLU. */
  readonly middle: UnitPart;
  /** Between the last batch norm and the addition, as SENet has it. */
  readonly recalibrate?: UnitPart;
}

export function bottleneck(
  x: SymbolicTensor,
  unit: Unit,
  { middle, recalibrate }: UnitParts,
): SymbolicTensor {
  const name = unitName(unit);
  const { width, output, stride, seed } = unit;
  const reduced = convBatchNorm(x, {
    name: `${name}/1x1_reduce`,
    filters: width,
    kernelSize: 1,
    relu: true,
    seed,
  });
  const increased = convBatchNorm(middle(reduced, unit), {
    ...{ name: `${name}/1x1_increase`, filters: output, kernelSize: 1 },
    relu: false,
    seed,
  });
  const residual = recalibrate === undefined ? increased : recalibrate(increased, unit);
  const isFirst = unit.position === 1;
  const shortcut = isFirst
    ? convBatchNorm(x, {
        ...{ name: `${name}/1x1_proj`, filters: output, kernelSize: 1, strides: stride },
        relu: false,
        seed,
      })
    : x;
  const sum = layers.add({ name: `${name}/add` }).apply([residual, shortcut]);
  return layers.activation({ name: `${name}/relu`, activation: 'relu' }).apply(sum) as SymbolicTensor;
}
