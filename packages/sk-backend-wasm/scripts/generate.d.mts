/** Texts of the files of src/generated/, by name, from assembly/. */
export function generate(): Promise<Readonly<Record<string, string>>>;
