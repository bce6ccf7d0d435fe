/** Finds the model of a training run: its newest checkpoint whose files are all there, as they were written. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseUntrusted } from '../../formats/tfjs/parseUntrusted.js';
import { ModelFileError } from '../../modelFileError.js';

/**
 * @param run A run's folder: <run>/checkpoints/step-00000040/ with a manifest.json of sizes and sha256 sums.
 * @returns The checkpoint's folder, which loadModel reads.
 * @throws ModelFileError where there is none.
 */
export async function newestCheckpoint(run: string): Promise<string> {
  const parent = join(run, 'checkpoints');
  const names = existsSync(parent) ? await readdir(parent) : [];
  const steps = names.filter((name) => /^step-\d{8,}$/.test(name));
  const newestFirst = steps.sort((a, b) => Number(b.slice(5)) - Number(a.slice(5)));
  for (const name of newestFirst) {
    if (await isComplete(join(parent, name))) return join(parent, name);
  }
  const found = steps.length === 0 ? 'has no checkpoint' : `has ${steps.length} checkpoints, all damaged`;
  throw new ModelFileError(
    run,
    `${found}: wants checkpoints/step-.../ with model.json, weights.bin and manifest.json`,
  );
}

async function isComplete(folder: string): Promise<boolean> {
  try {
    const path = join(folder, 'manifest.json');
    const { files } = parseUntrusted(await readFile(path, 'utf8'), path) as { files: Record<string, Listed> };
    for (const name of ['model.json', 'weights.bin']) {
      const { size, sha256 } = files[name] as Listed;
      const found = await digest(join(folder, name));
      if (found.size !== size || found.sha256 !== sha256) return false;
    }
    return true;
  } catch {
    return false;
  }
}

interface Listed {
  readonly size: number;
  readonly sha256: string;
}

async function digest(path: string): Promise<Listed> {
  const hash = createHash('sha256');
  let size = 0;
  await pipeline(createReadStream(path), async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
    }
  });
  return { size, sha256: hash.digest('hex') };
}
