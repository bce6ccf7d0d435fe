/** A squeeze and excitation in a unit (the paper's [12]). */
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { SkSqueezeExcite } from '../../layers/skSqueezeExcite.js';
import { type UnitPart, unitName } from './stackStages.js';

/** @param reduction r. */
export function squeezeExcite(reduction: number): UnitPart {
  return (x, unit) => {
    const layer = new SkSqueezeExcite({ name: `${unitName(unit)}/se`, reduction, seed: unit.seed });
    return layer.apply(x) as SymbolicTensor;
  };
}
