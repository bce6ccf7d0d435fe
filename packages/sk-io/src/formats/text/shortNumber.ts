/** Numbers as files of text hold them. */

/** Returns the number to six digits: files stay small, and the same input gives the same bytes. */
export function shortNumber(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6));
}
