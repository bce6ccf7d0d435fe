/** Where figures were taken, as a part of file names. */
import { cpus, loadavg } from 'node:os';

/** Such as `amd-epyc-7b13-2core`. */
export function device(): string {
  const processors = cpus();
  const model = (processors[0]?.model ?? 'unknown')
    .toLowerCase()
    .replace(/\((r|tm)\)|processor|cpu|@.*$/g, ' ');
  return `${model.match(/[a-z0-9.]+/g)?.join('-') ?? 'unknown'}-${processors.length}core`;
}

/** Processes that wanted to run in the last minute, on average. */
export const load = (): number => loadavg()[0] as number;
