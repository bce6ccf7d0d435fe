/** Finds the networks of the registry that a file of weights may belong to. */
import { checkOptions } from 'sk-core';
import { registry } from 'sk-models';
import type { WeightSource } from '../weights/weightSource.js';
import { countDifferences, matchModel } from './modelMatch.js';
import type { NamingName } from './namings.js';
import { type ViewOptions, viewOptions, weightViews } from './weightViews.js';

export interface FittingModel {
  readonly name: string;
  /** The program whose names the file has. */
  readonly names: NamingName;
  readonly numClasses: number;
  /** The number of channels that the first convolution reads. */
  readonly channels: number;
  /** The prefixes of the names, such as 'module.'; several where the names have different ones. */
  readonly prefixes: readonly string[];
  /** Whether it is the average of the weights (EMA) that fits. */
  readonly averaged: boolean;
}

/**
 * Returns all networks that fit, with any numbers of classes and of channels, and whatever a training program has put before
 * the names. Nothing is read and no weight is allocated.
 *
 * @param names Of the networks to try; by default all of the registry.
 * @throws ModelFileError where the file has no name with the wanted prefix, or no average that is asked for; OptionError for
 * options that do not exist.
 */
export function fittingModels(
  source: WeightSource,
  names: Iterable<string> = registry.keys(),
  options: ViewOptions = {},
): readonly FittingModel[] {
  checkOptions('fittingModels: options', options, viewOptions);
  const views = weightViews(source, options);
  return [...names].flatMap((name) => {
    const fits = matchModel(name, views).filter(({ differences }) => countDifferences(differences) === 0);
    // Several views of a file may fit: the first one is meant.
    const view = views.find((each) => fits.some((fit) => fit.view === each));
    return fits
      .filter((fit) => fit.view === view)
      .map(
        ({ names: program, numClasses, channels, view: { prefixes, averaged } }): FittingModel => ({
          ...{ name, names: program, numClasses, channels, prefixes, averaged },
        }),
      );
  });
}
