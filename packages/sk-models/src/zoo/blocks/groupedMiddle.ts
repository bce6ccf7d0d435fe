/** The middle of the units of ResNet, ResNeXt and SENet: a 3x3 convolution, where SKNet selects kernels. Table 1. */
import { convBatchNorm } from './convBatchNorm.js';
import { type UnitPart, unitName } from './stackStages.js';

export function groupedMiddle(groups: number): UnitPart {
  return (x, unit) => {
    const name = `${unitName(unit)}/3x3${groups > 1 ? `g${groups}` : ''}`;
    const { width: filters, stride: strides, seed } = unit;
    return convBatchNorm(x, { name, filters, kernelSize: 3, strides, groups, relu: true, seed });
  };
}
