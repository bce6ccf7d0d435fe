/** Checks the names of options, which plain JavaScript may misspell: what nobody reads must not be given in silence. */
import { nearestNames } from './nearestNames.js';

/** The names of a type's options. TypeScript refuses a list that lacks one. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>;

/** The error of a function that is given an option which it does not know. */
export class OptionError extends TypeError {
  override readonly name = 'OptionError';
}

/** Makes an error of a message. */
export type Refusal = new (message: string) => Error;

/**
 * Refuses what is no object of options, and names that the function does not know.
 *
 * @param what Stands in front of the message, as in 'conv2d: options'.
 * @param names All that there are.
 * @param refusal The class of the error.
 * @throws OptionError, or what `refusal` makes, with the nearest name.
 */
export function checkOptions<T extends object>(
  what: string,
  options: T,
  names: Readonly<Record<keyof NoInfer<T>, unknown>>,
  refusal: Refusal = OptionError,
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new refusal(`${what} wants an object of ${Object.keys(names).join(', ')}, got ${shown(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(names, name)) continue;
    const known = Object.keys(names);
    const there = known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
    throw new refusal(`${what} has no '${name}'${didYouMean(name, known)}; ${there}`);
  }
}

/**
 * Refuses a value that is none of the choices.
 *
 * @param what Function and option, as in 'exportOnnx: layout'.
 * @throws OptionError, or what `refusal` makes, with the nearest choice.
 */
export function checkChoice(
  what: string,
  value: unknown,
  choices: readonly string[],
  refusal: Refusal = OptionError,
): void {
  if (choices.some((choice) => choice === value)) return;
  const wanted = choices.map((choice) => `'${choice}'`).join(', ');
  throw new refusal(`${what} wants ${wanted}, got ${shown(value)}${didYouMean(String(value), choices)}`);
}

/** Returns a hint for the end of a message; empty where no candidate is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const [near] = nearestNames(name, candidates);
  return near === undefined ? '' : ` (did you mean '${near}'?)`;
}

const shown = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value));
