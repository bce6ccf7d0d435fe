/** Named things, each one or a list. tfjs knows no lists: `{ a, b: [c, d] }` travels as `{ a, 'b.0': c, 'b.1': d }`. */
import { elementAt } from './elementAt.js';

export type Tree<L> = Readonly<Record<string, L | readonly L[]>>;

/** Spreads lists out under names of their own. */
export function flatten<L>(tree: Tree<L>): Record<string, L> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]): [string, L][] =>
      isList(value) ? value.map((leaf, i) => [`${name}.${i}`, leaf]) : [[name, value]],
    ),
  );
}

/**
 * Puts lists together again.
 *
 * @param like Has the same names and lists: an empty list leaves nothing in `flat`.
 * @throws RangeError where `flat` lacks a name.
 */
export function unflatten<L>(flat: Readonly<Record<string, L>>, like: Tree<unknown>): Tree<L> {
  return Object.fromEntries(
    Object.entries(like).map(([name, value]) => [
      name,
      isList(value) ? value.map((_, i) => valueNamed(flat, `${name}.${i}`)) : valueNamed(flat, name),
    ]),
  );
}

/** Calls a function with each leaf. */
export function mapTree<L, M>(tree: Tree<L>, f: (leaf: L) => M): Tree<M> {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [name, isList(value) ? value.map(f) : f(value)]),
  );
}

/**
 * Gives each value its name.
 *
 * @throws RangeError where there are fewer values than names.
 */
export function named<T>(names: readonly string[], values: readonly T[]): Record<string, T> {
  return Object.fromEntries(names.map((name, i) => [name, elementAt(values, i)]));
}

/**
 * Returns the value of a name.
 *
 * @throws RangeError where there is none.
 */
export function valueNamed<T>(values: Readonly<Record<string, T>>, name: string): T {
  const value = values[name];
  if (value === undefined) throw new RangeError(`no value is called ${name}`);
  return value;
}

function isList<L>(value: L | readonly L[]): value is readonly L[] {
  return Array.isArray(value);
}
