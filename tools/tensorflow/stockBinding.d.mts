export function stockBinding(folder: string): Promise<string>;
