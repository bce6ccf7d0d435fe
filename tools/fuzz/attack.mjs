/** Reads files of a family, the dearest changed further, and compares what each cost with what it may. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { climb } from './climb.mjs';
import { randomFrom, seedOf } from './random.mjs';

/** The most that a refused file of at most 100 MB may cost; a file that is read takes no minutes. */
const most = { bytes: 100e6, seconds: 5, megabytes: 1024, secondsOfLoaded: 60 };

const sizeOf = (files) => Object.values(files).reduce((sum, content) => sum + Buffer.byteLength(content), 0);

function write(folder, files) {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

function faultOf({ died, wrong, refused, seconds, megabytes }) {
  if (died !== undefined) return died;
  if (wrong !== undefined) return wrong;
  if (refused && seconds > most.seconds) return `took ${seconds.toFixed(1)} s to be refused`;
  if (refused && megabytes > most.megabytes) return `took ${megabytes.toFixed(0)} MB to be refused`;
  if (seconds > most.secondsOfLoaded) return `took ${seconds.toFixed(1)} s to be read`;
  return undefined;
}

/**
 * Attacks a reader with the files of a family.
 *
 * @param reader A process that reads them.
 * @param tries How many files.
 * @param onResult Called with what each file was and cost.
 */
export async function attack({ reader, seed, tries, family, onResult }) {
  const { name, how, open, ranges, make } = family;
  const folder = mkdtempSync(join(tmpdir(), 'sk-attack-'));
  try {
    await climb(ranges, tries, randomFrom(seedOf(seed, name)), async (settings) => {
      const files = await make(settings);
      const bytes = sizeOf(files);
      if (bytes > most.bytes) return undefined;
      write(folder, files);
      const answer = await reader.ask({ how, path: join(folder, open) });
      const fault = faultOf(answer);
      onResult({ name, settings, bytes, ...answer, ...(fault !== undefined && { fault }) });
      return 'died' in answer ? undefined : { seconds: answer.seconds, bytes };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
