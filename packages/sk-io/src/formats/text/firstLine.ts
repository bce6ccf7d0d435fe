/** The first line of a message. Messages of libraries have several, and an error of this package has one. */

/** Returns the text up to the first line break, and at most `most` characters of it. */
export function firstLine(text: string, most: number = Infinity): string {
  const end = text.indexOf('\n');
  return text.slice(0, Math.min(most, end < 0 ? text.length : end));
}
