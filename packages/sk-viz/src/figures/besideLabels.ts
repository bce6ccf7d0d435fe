/** Width of a plot that shares its column with the names of its rows. */
import { textWidth } from './textWidth.js';
import { columnWidth } from './theme.js';

/** What a plot without names on its rows has for its own axis. */
const axisWidth = 40;

/** @param limit The most that Vega may take for a name, its `labelLimit`. */
export function widthBesideLabels(names: readonly string[], limit: number): number {
  const longest = Math.max(...names.map((name) => textWidth(name, 11)));
  return columnWidth + axisWidth - Math.min(limit, longest);
}
