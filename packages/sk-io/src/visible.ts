/** Text from files that nobody vouches for, as people see it. */

/** Control characters but the tab and the line break, and marks that turn the direction of text or break its lines. */
const hidden = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * Returns the text with its hidden characters replaced: by their escapes, which are those of JSON too, so that JSON keeps its
 * meaning.
 *
 * @param replacement In place of the escapes.
 */
export const visible = (text: string, replacement?: string): string =>
  text.replace(
    hidden,
    (character) => replacement ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The longest message of an error: what a file says may be as long as the file. */
const longest = 1500;
/** Characters that are kept of the end of a longer message: it says how to mend the fault. */
const kept = 300;

/** Returns the message of an error: on one line, of some 1,500 characters at most, and with its hidden characters shown. */
export const messageLine = (text: string): string => cut(visible(cut(text).replaceAll('\n', ' ')));

const cut = (text: string): string =>
  text.length <= longest ? text : `${text.slice(0, longest - kept)} [...] ${text.slice(text.length - kept)}`;
