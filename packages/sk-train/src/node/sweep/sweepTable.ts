/** The table of a sweep: rows of recipes, each trained from several seeds. */
import { z } from 'zod';
import { RecipeError, type RecipeInput } from '../../recipe/recipe.js';

export interface SweepRow {
  /** As the result names it; its letters and digits name the folder of its runs. */
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
  /** What the paper's figures are: 'top-1 error (%) on ImageNet, Table 7'. */
  readonly paper?: string | undefined;
  readonly rows: readonly SweepRow[];
}

/** The fields of a recipe are checked when it is put together; here they are any. */
const fields = z.record(z.string(), z.unknown());
const words = z.string().trim().min(1).max(200);

/** Sweeps have some tens of rows and some ten seeds. */
const [maxRows, maxSeeds] = [1000, 100];
/** How many faults a message tells. */
const most = 10;

const sweepTable = z.strictObject({
  name: words,
  data: words.optional(),
  recipe: z.union([words, fields]).optional(),
  seeds: z
    .array(z.int().min(0).max(0xffffffff))
    .min(1)
    .max(maxSeeds)
    .refine((seeds) => new Set(seeds).size === seeds.length, { message: 'names a seed twice' }),
  paper: words.optional(),
  rows: z
    .array(z.strictObject({ name: words, recipe: fields.optional(), paper: z.number().optional() }))
    .min(1)
    .max(maxRows),
});

/**
 * Checks the table of a sweep, which `sk-train sweep` trains. Recipes in it are checked by the command.
 *
 * @throws RecipeError naming each field that is unknown, missing or out of range
 */
export function defineSweep(table: SweepTable): SweepTable {
  const result = sweepTable.safeParse(table);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  const more = faults.length > most ? `; and ${faults.length - most} more` : '';
  throw new RecipeError(`sweep: ${faults.slice(0, most).join('; ')}${more}`);
}
