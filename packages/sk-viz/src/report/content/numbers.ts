/** Numbers as the report writes them. */

/** "82.10 %" */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** "10,000" */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** "27.5 M", "123 k" */
export function parameterCount(parameters: number): string {
  if (parameters >= 1e6) return `${(parameters / 1e6).toFixed(parameters >= 1e7 ? 1 : 2)} M`;
  return parameters >= 1e4 ? `${(parameters / 1e3).toFixed(0)} k` : count(parameters);
}

/** A name as part of a file's name. */
export function fileName(name: string): string {
  return name.replace(/[^\w-]/g, '_');
}
