/** The units that have figures of their own. */
import { stageOf } from '../measure/attention/stageOf.js';

/**
 * Returns the indices of all units of a small network, or of the last unit of each stage of a large one, as the paper shows
 * (SK_2_3, SK_3_4, SK_5_3).
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
