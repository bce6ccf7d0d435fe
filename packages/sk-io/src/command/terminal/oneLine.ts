/** Text that stays on one line of a terminal. */

/** Returns the text without line breaks, control characters, and the characters that turn the direction of text. */
export function oneLine(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '?')
    .trim();
}
