/** Checks the options of surgery, which plain JavaScript may write wrongly. */
import { checkChoice, checkOptions, type OptionNames } from 'sk-core';
import { ModelError } from '../../modelError.js';
import type { ReplaceConvsOptions, SkReplacement, SurgeryStart } from './options.js';

const names: OptionNames<ReplaceConvsOptions> = {
  match: true,
  with: true,
  start: true,
  seed: true,
  dryRun: true,
};
const namesOfWith: OptionNames<SkReplacement> = {
  branches: true,
  reduction: true,
  minWidth: true,
  activation: true,
};
const starts = Object.keys({
  'same-function': true,
  keep: true,
  random: true,
} satisfies Record<SurgeryStart, true>);

/** @throws ModelError for a name that is no option, and for a `start` that does not exist. */
export function checkSurgery(options: ReplaceConvsOptions): void {
  checkOptions('replaceConvs: options', options, names, ModelError);
  if (options.with !== undefined) checkOptions('replaceConvs: with', options.with, namesOfWith, ModelError);
  if (options.start !== undefined) checkChoice('replaceConvs: start', options.start, starts, ModelError);
}
