/**
 * The ways to read the names of a file: with what a training program has put before them (PyTorch's DataParallel, Lightning,
 * torch.compile), without it, and the average of the weights (EMA) that may lie beside them.
 */
import type { OptionNames } from 'sk-core';
import { ModelFileError } from '../modelFileError.js';
import { renamedSource } from '../weights/renamedSource.js';
import type { WeightSource } from '../weights/weightSource.js';

export interface WeightView<T extends WeightSource = WeightSource> {
  /** The tensors of the view, under the names that are left. */
  readonly source: T;
  /** The prefixes that were removed, such as 'module.model.'; several where the names have different ones. */
  readonly prefixes: readonly string[];
  /** Whether these are averages (EMA) of weights. */
  readonly averaged: boolean;
  /** Tensors of the file that do not belong to the view. */
  readonly left: readonly string[];
}

export interface ViewOptions {
  /** Take the tensors whose names begin so, 'encoder.' or 'encoder', and no others. */
  readonly prefix?: string;
  /** Take the average (EMA) that lies beside the weights. false */
  readonly ema?: boolean;
}

export const viewOptions: OptionNames<ViewOptions> = { prefix: true, ema: true };

const wrappers: ReadonlySet<string> = new Set([
  ...['module', 'model', '_orig_mod', 'backbone', 'net', 'state_dict', 'model_state_dict'],
]);
const average = /(^|_)ema(_|$)/i;

/**
 * Returns the views of a file, the likeliest first: the names as they are, then with less and less before them, then
 * averages.
 *
 * @throws ModelFileError where no name begins with the wanted prefix, or the file has no wanted average.
 */
export function weightViews<T extends WeightSource>(
  source: T,
  { prefix, ema = false }: ViewOptions = {},
): readonly WeightView<T>[] {
  if (prefix !== undefined) return viewsUnder(source, prefix);
  const names = [...source.tensors.keys()].map(splitName);
  const views = [false, true].flatMap((averaged) => viewsOf(source, names, averaged));
  if (!ema) return views;
  const averages = views.filter(({ averaged }) => averaged);
  if (averages.length > 0) return averages;
  throw new ModelFileError(
    source.what,
    'has no average of its weights (EMA): no name begins with ema., model_ema., state_dict_ema. or the like',
  );
}

/** Tells whether a tensor belongs to an average (EMA), by its name. */
export const isAverage = (name: string): boolean => splitName(name).averaged;

interface SplitName {
  readonly name: string;
  /** The known words at its beginning: ['module.', 'model.']. */
  readonly words: readonly string[];
  readonly averaged: boolean;
}

function splitName(name: string): SplitName {
  const parts = name.split('.').slice(0, -1);
  const end = parts.findIndex((part) => !wrappers.has(part) && !average.test(part));
  const words = end < 0 ? parts : parts.slice(0, end);
  return {
    name,
    words: words.map((word) => `${word}.`),
    averaged: words.some((word) => average.test(word)),
  };
}

function viewsOf<T extends WeightSource>(
  source: T,
  names: readonly SplitName[],
  averaged: boolean,
): readonly WeightView<T>[] {
  const group = names.filter((name) => name.averaged === averaged);
  const begins = group.flatMap(({ words }) => ['', ...words.map((_, i) => words.slice(0, i + 1).join(''))]);
  const prefixes = [...new Set(begins)].sort((a, b) => a.length - b.length);
  const views = prefixes.map((prefix) => {
    const taken = group.filter(({ name }) => name.startsWith(prefix));
    return viewOf(source, taken, () => prefix, averaged);
  });
  const own = new Set(group.map(({ words }) => words.join('')));
  if (own.size < 2) return views;
  return [...views, viewOf(source, group, ({ words }) => words.join(''), averaged)];
}

function viewOf<T extends WeightSource>(
  source: T,
  taken: readonly SplitName[],
  prefixOf: (name: SplitName) => string,
  averaged: boolean,
): WeightView<T> {
  const names = new Map<string, string>();
  for (const split of taken) {
    const short = split.name.slice(prefixOf(split).length);
    // Two tensors may get the same name: the second one keeps its own and belongs to no network.
    names.set(names.has(short) ? split.name : short, split.name);
  }
  const prefixes = [...new Set(taken.map(prefixOf))].filter((prefix) => prefix !== '');
  const found = new Set(names.values());
  const left = [...source.tensors.keys()].filter((name) => !found.has(name));
  const isWhole = prefixes.length === 0 && left.length === 0;
  return { source: isWhole ? source : renamedSource(source, names), prefixes, averaged, left };
}

/** Takes off what the user says, and then what is known. */
function viewsUnder<T extends WeightSource>(source: T, wanted: string): readonly WeightView<T>[] {
  const all = [...source.tensors.keys()];
  const endings = /[./]$/.test(wanted) || wanted === '' ? [''] : ['.', '/', ''];
  const prefix = endings.map((end) => wanted + end).find((text) => all.some((name) => name.startsWith(text)));
  if (prefix === undefined) {
    const some = all.slice(0, 3).join(', ') || 'none';
    throw new ModelFileError(
      source.what,
      `no tensor's name begins with ${wanted}; the names are ${some}, ...`,
    );
  }
  const taken = all.filter((name) => name.startsWith(prefix));
  const left = all.filter((name) => !name.startsWith(prefix));
  const under = renamedSource(source, new Map(taken.map((name) => [name.slice(prefix.length), name])));
  return weightViews(under).map((view) => ({
    ...view,
    prefixes: view.prefixes.length === 0 ? [prefix] : view.prefixes.map((more) => prefix + more),
    left: [...left, ...view.left.map((name) => prefix + name)],
  }));
}
