/** Numbers and lists as the findings, the figures and the report word them. */

/** Writes a scale: "1.5×". */
export function scaleName(scale: number): string {
  return `${Number.isInteger(scale) ? scale.toFixed(1) : scale}×`;
}

/** Writes a number with three digits and its sign, "+0.031", with a true minus sign; none for what rounds to zero. */
export function signed(value: number): string {
  const size = Math.abs(value).toFixed(3);
  return size === '0.000' ? size : `${value < 0 ? '−' : '+'}${size}`;
}

/** Writes the width of an interval: "0.012", "<0.001". */
export function small(value: number): string {
  return value > 0 && value < 0.0005 ? '<0.001' : value.toFixed(3);
}

/** Joins parts of a sentence: "a, b and c". */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
