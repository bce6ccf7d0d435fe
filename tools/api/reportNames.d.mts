/** Types of reportNames.mjs, for tests. */
export function namesIn(report: string): readonly { readonly name: string; readonly isValue: boolean }[];
