/** Classes by the names of folders. One system composes the letters of a name, another one takes them apart. */

/** Returns the one form that names of classes are compared in. */
export const className = (name: string): string => name.normalize('NFC');

/** Returns a function that finds the index of a class by its name in whatever form; undefined where it is none of them. */
export function classIndices(classNames: readonly string[]): (name: string) => number | undefined {
  const indices = new Map(classNames.map((name, index) => [className(name), index]));
  return (name) => indices.get(className(name));
}
