/** Checks the options of surgery, which plain JavaScript may write wrongly. */
import { ModelError } from '../../modelError.js';
import { nearestNames } from '../../nearestNames.js';
import type { ConvKind } from './convolution.js';
import type { ReplaceConvsOptions, SkReplacement, SurgeryStart } from './options.js';

const names = Object.keys({
  match: true,
  with: true,
  start: true,
  seed: true,
  dryRun: true,
} satisfies Record<keyof ReplaceConvsOptions, true>);
const namesOfWith = Object.keys({
  branches: true,
  reduction: true,
  minWidth: true,
  activation: true,
} satisfies Record<keyof SkReplacement, true>);
const kinds = Object.keys({
  depthwise: true,
  grouped: true,
  dense: true,
  all: true,
} satisfies Record<ConvKind | 'all', true>);
const starts = Object.keys({
  'same-function': true,
  keep: true,
  random: true,
} satisfies Record<SurgeryStart, true>);

/** @throws ModelError for a name that is no option, and for a `match` or a `start` that does not exist. */
export function checkOptions(options: ReplaceConvsOptions): void {
  checkNames('options', options, names);
  if (options.with !== undefined) checkNames('with', options.with, namesOfWith);
  const { match, start } = options;
  if (match !== undefined && typeof match !== 'function' && !(match instanceof RegExp)) {
    checkChoice('match', match, kinds, ', a pattern or a function');
  }
  if (start !== undefined) checkChoice('start', start, starts);
}

function checkNames(what: string, given: object, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new ModelError(
      `replaceConvs: ${what} wants an object of ${known.join(', ')}, got ${quoted(given)}`,
    );
  }
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    throw new ModelError(
      `replaceConvs: ${what} has no '${name}'${meant(name, known)}; there are ${known.join(', ')}`,
    );
  }
}

function checkChoice(name: string, value: unknown, choices: readonly string[], more = ''): void {
  if (choices.includes(value as string)) return;
  throw new ModelError(
    `replaceConvs: ${name} wants ${choices.map((choice) => `'${choice}'`).join(', ')}${more}, got ${quoted(value)}${meant(String(value), choices)}`,
  );
}

const quoted = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));

function meant(name: string, choices: readonly string[]): string {
  const [near] = nearestNames(name, choices);
  return near === undefined ? '' : ` (did you mean '${near}'?)`;
}
