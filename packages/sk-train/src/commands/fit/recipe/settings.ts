/** Fields of a recipe that `--set` names: learningRate=0.05, schedule.kind=step. */
import { didYouMean } from 'sk-core';
import { UsageError } from 'sk-io/command';
import type { OptimizerKind } from '../../../recipe/optimizer.js';
import { parseRecipe } from '../../../recipe/parseRecipe.js';
import type { Recipe, RecipeInput } from '../../../recipe/recipe.js';
import { recipeNames } from '../../../recipe/recipeFields.js';
import { parseYaml } from './namedRecipe.js';

interface Setting {
  /** The setting as it was given. */
  readonly text: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Names of other trainers for a field. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['lr', 'learningRate'],
  ['optimizer.lr', 'learningRate'],
]);

/** Options that say more than the field: where weights begin, whose answers are learned, and the network that a folder is named after. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ['model', '--model'],
  ['from', '--from'],
  ['teacher', '--teacher'],
]);

/** @throws UsageError for what is no `field=value`, and for fields that no recipe has */
export function parseSettings(texts: readonly string[] = []): readonly Setting[] {
  return texts.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw new UsageError(`--set ${text}: wants <field>=<value>, such as learningRate=0.05`);
    const name = text.slice(0, at).trim();
    const path = (aliases.get(name) ?? name).split('.');
    const [field = ''] = path;
    const option = elsewhere.get(field);
    if (option !== undefined) throw new UsageError(`--set ${text}: give ${field} as ${option}`);
    if (!Object.hasOwn(recipeNames, field)) {
      throw new UsageError(
        `--set ${text}: no field of a recipe is called ${field}${didYouMean(field, Object.keys(recipeNames))}`,
      );
    }
    return { text, path, value: parseYaml(text.slice(at + 1), `--set ${text}`) };
  });
}

/** Returns the settings of whole fields; null stands for what a recipe says without the field. @throws RecipeError for values that no recipe has */
export function wholeFields(settings: readonly Setting[]): RecipeInput {
  const given = settings
    .filter(({ path }) => path.length === 1)
    .map(({ path, value }) => [path.join(), value ?? undefined]);
  const fields: RecipeInput = Object.fromEntries(given);
  // A scale of the loss is of mixed precision, which may be said elsewhere.
  const checked = parseRecipe({ ...(fields.lossScale !== undefined && { precision: 'mixed' }), ...fields });
  const kinds = settings.filter(({ path }) => path.join('.') === 'optimizer.kind');
  return {
    // Another optimiser has other rates, which the rest of a recipe follows from.
    ...Object.assign({}, ...kinds.map(({ value }) => ({ optimizer: { kind: optimizerKind(value) } }))),
    // The settings of SGD stand in the recipe itself.
    ...Object.fromEntries(
      given.map(([field, value]) => [field, value && (checked[field as keyof Recipe] ?? value)]),
    ),
  };
}

/** @throws RecipeError */
const optimizerKind = (kind: unknown): OptimizerKind =>
  parseRecipe({ optimizer: { kind } }).optimizer?.kind ?? 'sgd';

/**
 * Sets what lies inside fields. Another kind begins with its defaults.
 *
 * @throws UsageError, RecipeError where there is no such place
 */
export function withParts(recipe: Recipe, settings: readonly Setting[]): Recipe {
  const parts = settings.filter(({ path }) => path.length > 1);
  if (parts.length === 0) return recipe;
  // The settings of SGD stand in the recipe itself, and are named as those of its optimiser too.
  const { momentum, nesterov, ...rest } = recipe;
  const begun = recipe.optimizer ? recipe : { ...rest, optimizer: { kind: 'sgd', momentum, nesterov } };
  const kindsFirst = parts.toSorted((a, b) => Number(isOfKind(b)) - Number(isOfKind(a)));
  return parseRecipe(
    kindsFirst.reduce<Json>((json, setting) => put(json, setting.path, setting), { ...begun }),
  );
}

const isOfKind = ({ path }: Setting): boolean => path.at(-1) === 'kind';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function put(json: Json, [key = '', ...rest]: readonly string[], { text, value }: Setting): Json {
  if (rest.length === 0) {
    return key === 'kind' && json['kind'] !== value ? { kind: value } : { ...json, [key]: value };
  }
  const inner = json[key] ?? {};
  if (!isJson(inner)) throw new UsageError(`--set ${text}: ${key} has no fields of its own`);
  return { ...json, [key]: put(inner, rest, { text, path: rest, value }) };
}
