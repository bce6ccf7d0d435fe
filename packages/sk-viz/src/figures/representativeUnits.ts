/** Which units have figures of their own. */
import { stageOf } from '../measure/attention/stageOf.js';

/**
 * All units of a small network; of a large one the last unit of each stage, as the paper does (SK_2_3, SK_3_4, SK_5_3).
 * Indices into `units`.
 */
export function representativeUnits({
  units,
}: {
  readonly units: readonly { readonly unit: string }[];
}): number[] {
  const all = units.map((_, i) => i);
  if (units.length <= 4) return all;
  const stage = (i: number): string => stageOf(units[i]?.unit ?? '');
  return all.filter((i) => stage(i) !== stage(i + 1));
}
