/** Ranges that cut a work into parts. */

/** The places from `begin` up to `end`, which is not included. */
export interface Range {
  readonly begin: number;
  readonly end: number;
}

/** Cuts `total` places into at most `parts` ranges of about equal size that begin at multiples of `unit`. */
export function ranges(total: number, unit: number, parts: number): Range[] {
  const units = Math.ceil(total / unit);
  const count = Math.max(1, Math.min(parts, units));
  const at = (part: number): number => Math.min(total, Math.floor((units * part) / count) * unit);
  return Array.from({ length: count }, (_, part) => ({ begin: at(part), end: at(part + 1) }));
}
