/** The processor of this machine and its load. */
import { cpus, loadavg } from 'node:os';

/** Returns a name for file names, such as `amd-epyc-7b13-2core`. */
export function processorName() {
  const processors = cpus();
  const model = (processors[0]?.model ?? 'unknown')
    .toLowerCase()
    .replace(/\((r|tm)\)|processor|cpu|@.*$/g, ' ');
  return `${model.match(/[a-z0-9.]+/g)?.join('-') ?? 'unknown'}-${processors.length}core`;
}

/** Returns the average number of processes that wanted to run in the last minute. */
export function load() {
  const [lastMinute = 0] = loadavg();
  return lastMinute;
}
