/** Checks the fields of a layer's configuration, which may come from a file that is not trusted. */
import { LayerConfigError } from './layerConfigError.js';

/** A setting that may be left out, for which a file has null. */
export type Optional<T> = T | null | undefined;

/** Returns a whole number. @throws LayerConfigError */
export function whole(what: string, value: unknown, least: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
  throw new LayerConfigError(what, `a whole number from ${least}`, value);
}

/** Returns a number from 0 to 1. @throws LayerConfigError */
export function fraction(what: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new LayerConfigError(what, 'a number from 0 to 1', value);
}

/** Returns a number from 0 to below 1. @throws LayerConfigError */
export function fractionBelowOne(what: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value < 1) return value;
  throw new LayerConfigError(what, 'a number from 0 to below 1', value);
}

/** Returns a number above 0. @throws LayerConfigError */
export function positive(what: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
  throw new LayerConfigError(what, 'a number above 0', value);
}

/** Returns a number that is finite. @throws LayerConfigError */
export function finite(what: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new LayerConfigError(what, 'a finite number', value);
}

/** Returns a number, or a list of them with at least one. @throws LayerConfigError */
export function numberOrList(what: string, value: unknown): number | readonly number[] {
  if (!Array.isArray(value)) return finite(what, value);
  if (value.length === 0) throw new LayerConfigError(what, 'a number or a list of them', value);
  return value.map((item: unknown, i) => finite(`${what}[${i}]`, item));
}

/** Returns a list of sizes, with null for those that are left open. @throws LayerConfigError */
export function openShape(what: string, value: unknown): readonly (number | null)[] {
  if (!Array.isArray(value)) throw new LayerConfigError(what, 'a list of sizes and null', value);
  return value.map((size: unknown, axis) => (size === null ? null : whole(`${what}[${axis}]`, size, 1)));
}

/** Returns true or false. @throws LayerConfigError */
export function flag(what: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new LayerConfigError(what, 'true or false', value);
}

/** Returns one of the choices. @throws LayerConfigError */
export function oneOf<T extends string>(what: string, value: unknown, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  throw new LayerConfigError(what, choices.map((choice) => `'${choice}'`).join(' or '), value);
}

/** Reads one whole number for both directions, or [vertical, horizontal]. @throws LayerConfigError */
export function pair(what: string, value: unknown, least: number): readonly [number, number] {
  if (!Array.isArray(value)) return [whole(what, value, least), whole(what, value, least)];
  const [vertical, horizontal, ...more] = value as unknown[];
  if (value.length < 2 || more.length > 0) {
    throw new LayerConfigError(what, 'a number or [vertical, horizontal]', value);
  }
  return [whole(what, vertical, least), whole(what, horizontal, least)];
}

export type Sides = readonly [top: number, bottom: number, left: number, right: number];

/** Reads one number for all four sides, or [top, bottom, left, right]. @throws LayerConfigError */
export function sides(what: string, value: unknown): Sides {
  const four: readonly unknown[] = Array.isArray(value) ? value : [value, value, value, value];
  if (four.length !== 4) throw new LayerConfigError(what, 'a number or [top, bottom, left, right]', value);
  const [top, bottom, left, right] = four;
  const side = (pixels: unknown): number => whole(what, pixels, 0);
  return [side(top), side(bottom), side(left), side(right)];
}

/** Reads one of the words, one number for all four sides, or [top, bottom, left, right]. @throws LayerConfigError */
export function padding<T extends string>(what: string, value: unknown, words: readonly T[]): T | Sides {
  if (words.includes(value as T)) return value as T;
  if (typeof value === 'number' || Array.isArray(value)) return sides(what, value);
  const named = words.map((word) => `'${word}'`).join(', ');
  throw new LayerConfigError(what, `${named}, a number or [top, bottom, left, right]`, value);
}

/** Returns padding as a configuration has it, which is plain JSON. */
export const paddingConfig = <T extends string>(value: T | Sides): T | number[] =>
  typeof value === 'string' ? value : [...value];
