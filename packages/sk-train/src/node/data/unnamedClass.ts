/** Names of classes that have numbers alone. */

/** Returns the name of a class where nothing names it. */
export const unnamedClass = (index: number): string => `class ${index}`;

/** Tells whether a class's name is one that it has been given for its number. */
export function isUnnamed(name: string): boolean {
  return /^class \d+$/.test(name);
}
