/** The width of a plot beside the names of its rows. */
import { textWidth } from './textWidth.js';
import { columnWidth } from './theme.js';

/** Width of the axis of a plot without such names. */
const axisWidth = 40;

/**
 * Returns the width that the names leave of a column.
 * @param limit The greatest width of a name, Vega's `labelLimit`.
 */
export function widthBesideLabels(names: readonly string[], limit: number): number {
  const longest = Math.max(...names.map((name) => textWidth(name, 11)));
  return columnWidth + axisWidth - Math.min(limit, longest);
}
