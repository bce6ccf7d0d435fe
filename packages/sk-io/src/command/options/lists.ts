/** Parsers of options that hold several values, for commander. */
import { InvalidArgumentError } from 'commander';

/** Adds a value to those before it, for an option that may be given several times. */
export function collected(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** Returns the parts between commas. */
export function commaList(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

/**
 * Returns a parser of different numbers between commas, each from `least` to `most`.
 * @param example For the message: '1,1.5,2'.
 */
export function numberList(least: number, most: number, example: string): (text: string) => number[] {
  return (text) => {
    const values = commaList(text).map((part) => (part === '' ? Number.NaN : Number(part)));
    const isGood = values.every((value) => value >= least && value <= most);
    if (!isGood || new Set(values).size < values.length) {
      throw new InvalidArgumentError(`wants different numbers from ${least} to ${most}, such as ${example}.`);
    }
    return values;
  };
}
