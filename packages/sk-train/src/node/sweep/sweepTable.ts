/** The table of a sweep: rows of recipes, each trained from several seeds. */
import { Faults } from '../../recipe/fields/faults.js';
import { type Field, list, number, optional, shown, whole } from '../../recipe/fields/field.js';
import { record } from '../../recipe/fields/record.js';
import type { RecipeInput } from '../../recipe/recipe.js';
import { RecipeError } from '../../recipe/recipeError.js';

export interface SweepRow {
  /** The name in results; its letters and digits name the folder of its runs. */
  readonly name: string;
  /** Fields over those of all rows. */
  readonly recipe?: RecipeInput | undefined;
  /** The figure that the paper gives. */
  readonly paper?: number | undefined;
}

export interface SweepTable {
  /** Names the folder of the sweep. */
  readonly name: string;
  /** A folder as `fit` takes it, seen from where the command runs. */
  readonly data?: string | undefined;
  /** The recipe of all rows: a name, or fields over the defaults. */
  readonly recipe?: string | RecipeInput | undefined;
  /** Different numbers; each row is trained once from each. */
  readonly seeds: readonly number[];
  /** Names the paper's figures: 'top-1 error (%) on ImageNet, Table 7'. */
  readonly paper?: string | undefined;
  readonly rows: readonly SweepRow[];
}

/** Sweeps have some tens of rows and some ten seeds. */
const [maxRows, maxSeeds] = [1000, 100];
const longestName = 200;

const words: Field<string> = (value, place, faults) => {
  const name = typeof value === 'string' ? value.trim() : '';
  if (name !== '' && name.length <= longestName) return name;
  faults.add(place, `wants 1 to ${longestName} characters, got ${shown(value)}`);
  return undefined;
};

/** The fields of a recipe are checked when it is put together; here they are any. */
const recipeOfRow: Field<RecipeInput> = (value, place, faults) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  faults.add(place, `wants the fields of a recipe, got ${shown(value)}`);
  return undefined;
};

const recipeOfAll: Field<string | RecipeInput> = (value, place, faults) =>
  typeof value === 'string' ? words(value, place, faults) : recipeOfRow(value, place, faults);

const seeds: Field<readonly number[]> = (value, place, faults) => {
  const given = list(whole({ from: 0, to: 0xffffffff }))(value, place, faults);
  if (given === undefined) return undefined;
  if (new Set(given).size < given.length) faults.add(place, 'names a seed twice');
  if (given.length > maxSeeds) faults.add(place, `wants at most ${maxSeeds} seeds, got ${given.length}`);
  return given;
};

const row: Field<SweepRow> = record<SweepRow>({
  name: words,
  recipe: optional(recipeOfRow),
  paper: optional(number()),
});

const rows: Field<readonly SweepRow[]> = (value, place, faults) => {
  if (Array.isArray(value) && value.length > maxRows) {
    faults.add(place, `wants at most ${maxRows} rows, got ${value.length}`);
    return undefined;
  }
  return list(row)(value, place, faults);
};

const sweepTable: Field<SweepTable> = record<SweepTable>({
  name: words,
  data: optional(words),
  recipe: optional(recipeOfAll),
  seeds,
  paper: optional(words),
  rows,
});

/**
 * Checks the table of a sweep, which `sk-train sweep` trains. Recipes in it are checked by the command.
 *
 * @throws RecipeError naming each field that is unknown, missing or out of range
 */
export function defineSweep(table: SweepTable): SweepTable {
  const faults = new Faults();
  const checked = sweepTable(table, '', faults);
  if (checked === undefined || faults.count > 0) throw new RecipeError(`sweep: ${faults}`);
  return checked;
}
