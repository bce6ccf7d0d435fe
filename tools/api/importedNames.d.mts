/** Types of importedNames.mjs, for tests. */
export function importedNames(text: string): readonly (readonly [specifier: string, name: string])[];
