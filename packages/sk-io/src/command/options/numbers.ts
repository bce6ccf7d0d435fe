/** Parsers of options that are numbers, for commander. */
import { InvalidArgumentError } from 'commander';

/** Returns a parser of whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most: number = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !(value >= least && value <= most) || !Number.isSafeInteger(value)) {
      throw new InvalidArgumentError(`wants a whole number ${span(least, most)}.`);
    }
    return value;
  };
}

/** Returns a parser of any numbers from `least` to `most`. */
export function decimal(least: number, most: number = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value >= least && value <= most) || !Number.isFinite(value)) {
      throw new InvalidArgumentError(`wants a number ${span(least, most)}.`);
    }
    return value;
  };
}

const span = (least: number, most: number): string =>
  most === Infinity ? `from ${least} on` : `from ${least} to ${most}`;
