/** Names of classes in a file of their own, as other programs leave it beside a model. */
import { ModelFileError } from '../../modelFileError.js';
import { countLines } from '../text/countLines.js';

/** The limit of lines is that of values in JSON. */
const maxLines = 1_000_000;

/**
 * Returns the names in the order of the classes.
 *
 * @param value A list of names; an object with a name for each index ('0', '1', ...); or one whose `labels` is a list.
 * @throws ModelFileError for anything else.
 */
export function classNamesIn(value: unknown, file: string): readonly string[] {
  if (Array.isArray(value)) return namesIn(value, file);
  const fields: Readonly<Record<string, unknown>> =
    typeof value === 'object' && value !== null ? { ...value } : {};
  if (Array.isArray(fields['labels'])) return namesIn(fields['labels'], file);
  const count = Object.keys(fields).length;
  return namesIn(
    Array.from({ length: count }, (_, i) => fields[String(i)]),
    file,
  );
}

/** Returns the lines of a text, without blank ones at its end. @throws ModelFileError where another line is blank. */
export function classNamesInText(text: string, file: string): readonly string[] {
  const trimmed = text.trimEnd();
  const lines = countLines(trimmed);
  if (lines > maxLines) throw new ModelFileError(file, `has ${lines} lines, wants at most ${maxLines}`);
  return namesIn(
    trimmed.split(/\r?\n/).map((line) => line.trim()),
    file,
  );
}

function namesIn(list: readonly unknown[], file: string): readonly string[] {
  const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';
  if (list.length > 0 && list.every(isName)) return list;
  const wrong = list.findIndex((value) => !isName(value));
  const got = wrong < 0 ? 'none' : `${JSON.stringify(list[wrong]) ?? 'nothing'} for class ${wrong}`;
  throw new ModelFileError(
    file,
    `wants a name for each class (one in a line, a list of JSON, or {"0": name, ...}), got ${got}`,
  );
}
