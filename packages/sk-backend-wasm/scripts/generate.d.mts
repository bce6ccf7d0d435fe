/** The text of src/generated/kernels.ts, from assembly/. */
export function generate(): Promise<string>;
