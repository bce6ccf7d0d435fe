/** For a file that fits no network: the one that it fits best, and what keeps it from fitting. */
import { checkOptions } from 'sk-core';
import { registry } from 'sk-models';
import type { WeightSource } from '../weights/weightSource.js';
import { describeDifferences } from './differences.js';
import { type ModelMatch, matchModel } from './modelMatch.js';
import type { NamingName } from './namings.js';
import { type ViewOptions, viewOptions, weightViews } from './weightViews.js';

export interface NearestModel {
  readonly name: string;
  /** The program whose names the file has. */
  readonly names: NamingName;
  /** The prefixes of the names in the file. */
  readonly prefixes: readonly string[];
  /** A sentence with the number of missing, unexpected and misshapen tensors, and the first names of each. */
  readonly differences: string;
}

/** The number of names that are given for each kind of difference. */
const most = 3;

/**
 * Returns the network that has the most in common with a file; undefined where none has a tensor of it.
 *
 * @param names Of the networks to try; by default all of the registry.
 * @throws OptionError for options that do not exist.
 */
export function nearestModel(
  source: WeightSource,
  names: Iterable<string> = registry.keys(),
  options: ViewOptions = {},
): NearestModel | undefined {
  checkOptions('nearestModel: options', options, viewOptions);
  const views = weightViews(source, options);
  let best: ModelMatch | undefined;
  for (const name of names) {
    for (const match of matchModel(name, views)) {
      if (match.found > 0 && (best === undefined || likeness(match) > likeness(best))) best = match;
    }
  }
  if (best === undefined) return undefined;
  const { name, names: program, view, differences } = best;
  return {
    ...{ name, names: program, prefixes: view.prefixes },
    differences: describeDifferences(differences, most),
  };
}

/** The share of what is the same in all that the file or the network has, 0 to 1. */
function likeness({ found, differences }: ModelMatch): number {
  const same = found - differences.misshapen.length;
  return same / (found + differences.missing.length + differences.unexpected.length);
}
