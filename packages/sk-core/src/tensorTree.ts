/** Named things, each one or a list. tfjs knows no lists: `{ a, b: [c, d] }` travels as `{ a, 'b.0': c, 'b.1': d }`. */
export type Tree<L> = Readonly<Record<string, L | readonly L[]>>;

export function flatten<L>(tree: Tree<L>): Record<string, L> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([name, value]): [string, L][] =>
      isList(value) ? value.map((leaf, i) => [`${name}.${i}`, leaf]) : [[name, value]],
    ),
  );
}

export function unflatten<L>(flat: Readonly<Record<string, L>>): Tree<L> {
  const tree: Record<string, L | L[]> = {};
  for (const [key, leaf] of Object.entries(flat)) {
    const [name, index] = key.split('.') as [string, string?];
    if (index === undefined) tree[name] = leaf;
    else {
      const list = (tree[name] ?? []) as L[];
      list[Number(index)] = leaf;
      tree[name] = list;
    }
  }
  return tree;
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
