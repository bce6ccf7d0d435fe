/** The SK units that a figure is drawn for. */
import { UsageError } from 'sk-io/command';
import { representativeUnits } from '../../figures/representativeUnits.js';

/**
 * Returns the indices of the units that `--units` names; without names the last unit of each stage.
 * @throws UsageError for a unit that the model lacks
 */
export function chosenUnits(
  units: readonly { readonly unit: string }[],
  names: readonly string[] | undefined,
): number[] {
  if (names === undefined) return representativeUnits({ units });
  const known = units.map(({ unit }) => unit);
  return names.map((name) => {
    const unit = known.indexOf(name);
    if (unit < 0) {
      throw new UsageError(`--units: the model has no SK unit '${name}'; it has ${known.join(', ')}.`);
    }
    return unit;
  });
}
