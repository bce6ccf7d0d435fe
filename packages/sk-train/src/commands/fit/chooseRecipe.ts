/**
 * The recipe of a run: a named one, a file's, that of the run to resume, or one that follows from the images, under the
 * options given beside it.
 */
import { basename, dirname, join, parse } from 'node:path';
import { UsageError } from 'sk-io/command';
import { isRun, RunError } from 'sk-io/node';
import { registry } from 'sk-models';
import { isSmall } from '../../node/data/openData.js';
import { readRecipe } from '../../node/runRecipe.js';
import { type ImageFacts, recipeForImages } from '../../recipe/imagesRecipe.js';
import { parseRecipe, precisionOf } from '../../recipe/parseRecipe.js';
import type { Origin, Precision, Recipe, RecipeInput } from '../../recipe/recipe.js';
import { ratesForTuning, type TrainedNetwork } from '../../recipe/tuningRates.js';
import { withGiven } from '../../recipe/withGiven.js';
import { type RecipeOptions, recipeFields } from './options.js';
import { type RawRecipe, readNamed } from './recipe/namedRecipe.js';
import { parseSettings, wholeFields, withParts } from './recipe/settings.js';

const defaultModel = 'sknet_slim';

/** Networks for photographs, by the recipes that are for those. */
const defaultModels: ReadonlyMap<string, string> = new Map([
  ['imagenet', 'sknet50'],
  ['imagenet-light', 'shufflenetv2_x1_0_466_sk'],
]);

/** A run with random weights names its network; one with others says where they are from. */
export type RunRecipe =
  | (Recipe & { readonly model: string; readonly from?: undefined })
  | (Recipe & { readonly from: Origin });

export interface ChosenRecipe {
  readonly recipe: RunRecipe;
  /** The run's folder. */
  readonly run: string;
  /** The recipe in the folder, where a run there is to be resumed. */
  readonly saved?: Recipe;
  /** Why the recipe is as it is, where it follows from the images. */
  readonly reasons: readonly string[];
}

/** The facts that decide a recipe, besides the options. */
export interface RecipeFacts {
  /** Number, size and classes of the images; undefined where a recipe cannot follow from them. */
  readonly images?: ImageFacts | undefined;
  /** The model of `--from`, where the run begins with it now. */
  readonly base?: { readonly origin: Origin; readonly network: TrainedNetwork } | undefined;
}

/** The recipe that `--recipe` names, and the model that the run is to begin with by `--from` or by that recipe. */
export interface NamedRecipe {
  readonly fields?: RawRecipe;
  readonly source?: string;
  /** The digest of the weights that the recipe wants; undefined where it names none. */
  readonly sha256?: string;
  /** The network that the recipe names, where the run begins with a model. */
  readonly network?: string;
}

/**
 * Reads the recipe that the options name.
 * @throws UsageError, RecipeError
 */
export async function readNamedRecipe({ recipe, from }: RecipeOptions): Promise<NamedRecipe> {
  if (recipe === undefined) return from === undefined ? {} : { source: from };
  const fields = await readNamed(recipe);
  if (from === undefined && !Object.hasOwn(fields, 'from')) return { fields };
  const { from: origin, model: network } = parseRecipe(fields);
  return {
    fields,
    ...(network !== undefined && { network }),
    ...(from === undefined ? origin : { source: from }),
  };
}

/** Returns the precision that options and the named recipe ask for, before the rest of the recipe is known. @throws RecipeError */
export function wantedPrecision(options: RecipeOptions, { fields }: NamedRecipe): Precision {
  const { precision = fields?.['precision'] } = {
    ...recipeFields(options),
    ...wholeFields(parseSettings(options.set)),
  };
  return precisionOf(parseRecipe({ precision }));
}

/** @throws UsageError, RecipeError, RunError */
export async function chooseRecipe(
  options: RecipeOptions,
  { fields: named, source }: NamedRecipe,
  { images, base }: RecipeFacts = {},
): Promise<ChosenRecipe> {
  const settings = parseSettings(options.set);
  const given = { ...recipeFields(options), ...wholeFields(settings) };
  const begun =
    named === undefined ? await unnamed(options, given, images, base?.network) : { recipe: named };
  const fallback = defaultModels.get(options.recipe ?? '') ?? defaultModel;
  const { model: said } = begun.recipe as { readonly model?: unknown };
  const model = options.model ?? (typeof said === 'string' ? said : fallback);
  const run = runFolder(options, source) ?? join('runs', model);
  const saved = options.resume ? await readRecipe(run) : undefined;
  if (saved !== undefined) checkOrigin(run, saved, options.from);
  const tuned = base?.network ?? saved?.from;
  const network = base === undefined ? saved?.model : base.network.model;
  const whole = parseRecipe({
    model: tuned === undefined ? (network ?? model) : network,
    from: saved?.from,
    teacher: saved?.teacher,
    ...withGiven({ ...(named ?? saved ?? begun.recipe) }, given),
    ...(base !== undefined && { from: base.origin }),
  });
  return {
    recipe: runRecipe(withParts(whole, settings), model),
    run,
    reasons: saved === undefined ? (begun.reasons ?? []) : [],
    ...(saved !== undefined && { saved }),
  };
}

function runRecipe({ from, ...recipe }: Recipe, model: string): RunRecipe {
  if (from !== undefined) return { ...recipe, from };
  if (recipe.freeze === undefined) return { ...recipe, model: recipe.model ?? model };
  throw new UsageError(
    `freeze ${recipe.freeze.join()}: keeps weights as they are, and random ones are worth nothing: say with --from which`,
  );
}

function checkOrigin(run: string, { from }: Recipe, source: string | undefined): void {
  if (source === undefined || source === from?.source) return;
  throw new RunError(
    `${run}: cannot resume from ${source}: the run began with ${from?.source ?? 'random weights'}, and its checkpoints have what it learned: leave --from out, or begin another run with --out`,
  );
}

/** A model that a run is to begin with, as options or a file of a recipe say it. */
export interface WantedBase {
  readonly source: string;
  /** The digest of the weights that the recipe wants; undefined where it names none. */
  readonly sha256?: string;
  readonly network?: string;
  /** The folder of the run. */
  readonly run: string;
}

/** Returns what the run is to begin with; undefined for random weights, and for a run that goes on. */
export function wantedBase(
  options: RecipeOptions,
  { source, sha256, network: own }: NamedRecipe,
): WantedBase | undefined {
  const run = runFolder(options, source);
  if (source === undefined || run === undefined || (options.resume && isRun(run))) return undefined;
  const network = options.model ?? own;
  return {
    ...{ source, run },
    ...(sha256 !== undefined && { sha256 }),
    ...(network !== undefined && { network }),
  };
}

/** Returns the folder of the run; undefined where it has the name of the network. */
function runFolder({ out }: RecipeOptions, source: string | undefined): string | undefined {
  if (out !== undefined || source === undefined) return out;
  const { name, base } = parse(basename(source) === 'model.json' ? dirname(source) : source);
  return join('runs', `${/\.(safetensors|caffemodel|keras|h5|hdf5)$/i.test(base) ? name : base}-tuned`);
}

/** Returns the recipe that follows from the images, or the one for images of the size that the network reads. */
async function unnamed(
  options: RecipeOptions,
  given: RecipeInput,
  images: ImageFacts | undefined,
  network: TrainedNetwork | undefined,
): Promise<{ readonly recipe: RecipeInput | RawRecipe; readonly reasons?: readonly string[] }> {
  if (images !== undefined) return recipeForImages(images, given, network);
  const recipe: RecipeInput = withGiven(
    await readNamed(defaultRecipe(options.model, given.imageSize, network?.side)),
    given,
  );
  const rates = network && ratesForTuning(recipe, given, network);
  return rates === undefined
    ? { recipe }
    : { recipe: { ...recipe, ...rates.recipe }, reasons: [rates.reason] };
}

/** Returns the name of the recipe for images of the size that the model reads. */
function defaultRecipe(model = defaultModel, imageSize?: number, side?: number): string {
  const [height, width] = registry.get(model)?.defaults.inputShape ?? [0, 0];
  const own = side === undefined ? ([height, width] as const) : ([side, side] as const);
  const size = imageSize === undefined ? own : ([imageSize, imageSize] as const);
  return isSmall({ size }) ? 'slim' : 'imagenet';
}
