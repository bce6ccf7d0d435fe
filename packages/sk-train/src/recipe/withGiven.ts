/** Puts fields that were given beside a recipe over its own. */
import type { OptimizerSettings } from './optimizer.js';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Returns a recipe with fields that were given beside it. A field with settings of its own keeps those that were not given, if
 * its kind stays. An optimiser of another kind takes the recipe's learning rates away too, which are worth nothing to it.
 */
export function withGiven(recipe: Fields, given: Fields): Fields {
  const merged = Object.fromEntries(
    Object.entries(given).map(([field, value]) => [field, over(recipe[field], value)]),
  );
  const { optimizer } = given as { readonly optimizer?: OptimizerSettings };
  if (optimizer === undefined) return { ...recipe, ...merged };
  const { kind = 'sgd' } = (recipe['optimizer'] ?? {}) as Partial<OptimizerSettings>;
  if (kind === optimizer.kind) {
    // The settings of SGD stand in the recipe itself too.
    const others = Object.entries(recipe).filter(([field]) => !Object.hasOwn(optimizer, field));
    return { ...Object.fromEntries(others), ...merged };
  }
  const { momentum: _, nesterov: __, learningRate: ___, lrHead: ____, ...rest } = recipe;
  return { ...rest, ...merged };
}

function over(own: unknown, given: unknown): unknown {
  return isFields(own) && isFields(given) && own['kind'] === given['kind'] ? { ...own, ...given } : given;
}
