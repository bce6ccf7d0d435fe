/** Named things, each one or a list. tfjs knows no lists: `{ a, b: [c, d] }` travels as `{ a, 'b.0': c, 'b.1': d }`. */
export type Tree<L> = Readonly<Record<string, L | readonly L[]>>;

export function flatten<L>(tree: Tree<L>): Record<string, L> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]): [string, L][] =>
      isList(value) ? value.map((leaf, i) => [`${name}.${i}`, leaf]) : [[name, value]],
    ),
  );
}

/** @param like Has the same names and lists: an empty list leaves nothing in `flat`. */
export function unflatten<L>(flat: Readonly<Record<string, L>>, like: Tree<unknown>): Tree<L> {
  return Object.fromEntries(
    Object.entries(like).map(([name, value]) => [
      name,
      isList(value) ? value.map((_, i) => flat[`${name}.${i}`] as L) : (flat[name] as L),
    ]),
  );
}

export function mapTree<L, M>(tree: Tree<L>, f: (leaf: L) => M): Tree<M> {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [name, isList(value) ? value.map(f) : f(value)]),
  );
}

export function named<T>(names: readonly string[], values: readonly T[]): Record<string, T> {
  return Object.fromEntries(names.map((name, i) => [name, values[i]]));
}

function isList<L>(value: L | readonly L[]): value is readonly L[] {
  return Array.isArray(value);
}
