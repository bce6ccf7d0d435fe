/** Counts the lines of a text before it is cut into them, which takes more memory than the text. */

/** Returns the number of lines: one more than there are line breaks. */
export function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
