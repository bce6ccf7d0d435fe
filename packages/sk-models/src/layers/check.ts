/** Reads the fields of a layer's configuration, which may come from a file that anybody wrote. */
import { LayerConfigError } from './layerConfigError.js';

/** A file says null where code says nothing. */
export type Optional<T> = T | null | undefined;

export function whole(what: string, value: unknown, least: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  throw new LayerConfigError(what, `a whole number from ${least}`, value);
}

export function fraction(what: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new LayerConfigError(what, 'a number from 0 to 1', value);
}

export function positive(what: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
  throw new LayerConfigError(what, 'a number above 0', value);
}

export function flag(what: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new LayerConfigError(what, 'true or false', value);
}

export function oneOf<T extends string>(what: string, value: unknown, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  throw new LayerConfigError(what, choices.map((choice) => `'${choice}'`).join(' or '), value);
}

/** One whole number for both directions, or [vertical, horizontal]. */
export function pair(what: string, value: unknown, least: number): readonly [number, number] {
  if (!Array.isArray(value)) return [whole(what, value, least), whole(what, value, least)];
  if (value.length !== 2) throw new LayerConfigError(what, 'a number or [vertical, horizontal]', value);
  return [whole(what, value[0], least), whole(what, value[1], least)];
}

export type Sides = readonly [top: number, bottom: number, left: number, right: number];

/** One number for all four sides, or [top, bottom, left, right]. */
export function sides(what: string, value: unknown): Sides {
  const four = Array.isArray(value) ? value : [value, value, value, value];
  if (four.length !== 4) throw new LayerConfigError(what, 'a number or [top, bottom, left, right]', value);
  return four.map((side) => whole(what, side, 0)) as unknown as Sides;
}

/** One of the words, one number for all four sides, or [top, bottom, left, right]. */
export function padding<T extends string>(what: string, value: unknown, words: readonly T[]): T | Sides {
  if (words.includes(value as T)) return value as T;
  if (typeof value === 'number' || Array.isArray(value)) return sides(what, value);
  const named = words.map((word) => `'${word}'`).join(', ');
  throw new LayerConfigError(what, `${named}, a number or [top, bottom, left, right]`, value);
}

/** As a configuration, which is plain JSON. */
export const paddingConfig = <T extends string>(value: T | Sides): T | number[] =>
  typeof value === 'string' ? value : [...value];
