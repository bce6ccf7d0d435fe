/** The runs of a sweep: each row's recipe from each seed, put together and checked before the first of them begins. */
import { join } from 'node:path';
import { UsageError } from 'sk-io/command';
import { checkModelName } from 'sk-io/node';
import type { SweepTable } from '../../../node/sweep/sweepTable.js';
import { parseRecipe } from '../../../recipe/parseRecipe.js';
import type { Recipe } from '../../../recipe/recipe.js';
import { withGiven } from '../../../recipe/withGiven.js';
import { type RawRecipe, readNamed } from '../../fit/recipe/namedRecipe.js';
import { parseSettings, wholeFields, withParts } from '../../fit/recipe/settings.js';

export interface PlannedRun {
  /** The row's name as people read it. */
  readonly row: string;
  /** Where the run and its files lie below a folder, without an ending: `k3-k5/seed-1`. */
  readonly place: string;
  /** The row's part of the place: it names the row in the list of results. */
  readonly slug: string;
  readonly seed: number;
  readonly recipe: Recipe;
}

/**
 * Returns the runs of a table, all rows from the first seed first.
 *
 * @param settings As `--set` has them, over all rows.
 * @throws UsageError, RecipeError, ModelError
 */
export async function planRuns(
  table: SweepTable,
  settings: readonly string[] | undefined,
): Promise<readonly PlannedRun[]> {
  const common = await commonFields(table);
  const parsed = parseSettings(settings);
  const whole = wholeFields(parsed);
  const slugs = slugsOf(table);
  const rows = table.rows.map(({ name, recipe = {} }) => {
    const fields = withGiven(withGiven(common, recipe), whole);
    if (fields['seed'] !== undefined) {
      throw new UsageError(`row ${name}: seed: the seeds of a sweep stand beside its rows`);
    }
    try {
      const full = withParts(parseRecipe(fields), parsed);
      if (full.model !== undefined && full.from === undefined) checkModelName(full.model);
      if (full.model !== undefined || full.from !== undefined) return full;
    } catch (error) {
      (error as Error).message = `row ${name}: ${(error as Error).message}`;
      throw error;
    }
    throw new UsageError(`row ${name}: its recipe names no model`);
  });
  return table.seeds.flatMap((seed) =>
    rows.map((recipe, i) => {
      const slug = slugs[i] as string;
      const row = table.rows[i]?.name as string;
      return { row, slug, place: join(slug, `seed-${seed}`), seed, recipe: { ...recipe, seed } };
    }),
  );
}

async function commonFields({ recipe }: SweepTable): Promise<RawRecipe> {
  return typeof recipe === 'string' ? await readNamed(recipe) : { ...recipe };
}

/** Returns the names of the rows as folders have them. @throws UsageError where two rows would have one folder */
function slugsOf({ rows }: SweepTable): readonly string[] {
  const slugs = rows.map(({ name }) => slugOf(name));
  for (const [i, slug] of slugs.entries()) {
    const name = rows[i]?.name;
    if (slug === '') throw new UsageError(`row ${name}: wants a letter or a digit in its name`);
    if (slug === 'lock')
      throw new UsageError(`row ${name}: the lock of the sweep is called so: take another name`);
    const first = slugs.indexOf(slug);
    if (first !== i) {
      throw new UsageError(`row ${name}: has the same letters and digits as row ${rows[first]?.name}`);
    }
  }
  return slugs;
}

/** Returns the letters and digits of a name, in small letters, with a dash for whatever lies between. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
