/** The file that names the classes of shards and lists. */
import { DataError } from 'sk-io';

/** Returns a line for each name. @throws DataError for a name that takes more than a line */
export function namesText(classNames: readonly string[]): string {
  const broken = classNames.find((name) => /[\r\n]/.test(name) || name !== name.trim());
  if (broken === undefined) return `${classNames.join('\n')}\n`;
  throw new DataError(
    `class ${JSON.stringify(broken)}: wants a name without line breaks and spaces around it`,
  );
}
