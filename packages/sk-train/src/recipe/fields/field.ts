/** Fields of a recipe by the values that they take. */
import { didYouMean } from 'sk-core';
import { type Faults, longestTold } from './faults.js';

/** Returns the value of a field with its defaults; undefined for one that is left out, and for one with faults. */
export type Field<T> = (value: unknown, place: string, faults: Faults) => T | undefined;

interface Range {
  readonly from?: number;
  readonly above?: number;
  readonly to?: number;
  readonly below?: number;
}

export const number = (range: Range = {}): Field<number> =>
  plain(
    `a number${rangeText(range)}`,
    (value): value is number => Number.isFinite(value) && isWithin(value as number, range),
  );

export const whole = (range: Range): Field<number> =>
  plain(
    `a whole number${rangeText(range)}`,
    (value): value is number => Number.isSafeInteger(value) && isWithin(value as number, range),
  );

export const flag: Field<boolean> = plain('true or false', (value) => typeof value === 'boolean');

export const text: Field<string> = plain(
  'text that is not empty',
  (value): value is string => typeof value === 'string' && value !== '',
);

export const sha256: Field<string> = plain(
  '64 hexadecimal digits',
  (value): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value),
);

export function choice<T extends string>(choices: readonly T[]): Field<T> {
  const isChoice = (value: unknown): value is T => choices.some((known) => known === value);
  return plain(choices.map((known) => `'${known}'`).join(', '), isChoice, choices);
}

/** At least one value of a kind. */
export const list =
  <T>(field: Field<T>): Field<readonly T[]> =>
  (value, place, faults) => {
    if (!Array.isArray(value) || value.length === 0) {
      faults.add(place, `wants a list that is not empty, got ${shown(value)}`);
      return undefined;
    }
    const before = faults.count;
    const values = value.map((one, i) => field(one, `${place}.${i}`, faults));
    return faults.count > before ? undefined : (values as T[]);
  };

export const optional =
  <T>(field: Field<T>): Field<T | undefined> =>
  (value, place, faults) =>
    value === undefined ? undefined : field(value, place, faults);

export const withDefault =
  <T>(field: Field<T>, own: T): Field<T> =>
  (value, place, faults) =>
    value === undefined ? own : field(value, place, faults);

/** Returns a value as a message shows it. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, longestTold));
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value).slice(0, longestTold);
}

function plain<T>(
  wanted: string,
  is: (value: unknown) => value is T,
  names: readonly string[] = [],
): Field<T> {
  return (value, place, faults) => {
    if (is(value)) return value;
    const hint = typeof value === 'string' ? didYouMean(value.slice(0, longestTold), names) : '';
    faults.add(place, `wants ${wanted}, got ${shown(value)}${hint}`);
    return undefined;
  };
}

const isWithin = (value: number, { from, above, to, below }: Range): boolean =>
  (from === undefined || value >= from) &&
  (above === undefined || value > above) &&
  (to === undefined || value <= to) &&
  (below === undefined || value < below);

function rangeText({ from, above, to, below }: Range): string {
  const parts = [
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(to === undefined ? [] : [`to ${to}`]),
    ...(below === undefined ? [] : [`to below ${below}`]),
  ];
  return parts.map((part) => ` ${part}`).join('');
}
