/** The syntax of a source file. */
import { parseSync } from 'oxc-parser';

/**
 * Parses TypeScript.
 *
 * @throws Error where a text does not parse.
 */
export function parseSource(file, text) {
  const parsed = parseSync(file, text);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  return parsed;
}
