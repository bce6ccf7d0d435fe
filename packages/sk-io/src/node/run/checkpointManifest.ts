/** The manifest of a checkpoint: size and sha256 of each other file, which prove that it is whole. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { describePointer, pointerHeadBytes } from '../../formats/text/lfsPointer.js';
import { firstBytes } from '../files/firstBytes.js';
import { readJsonFile } from '../files/readTextFile.js';
import { writeSynced } from '../files/writeSynced.js';
import { checkpointFiles, modelFiles } from '../layout/runLayout.js';

const manifestFile = z.object({
  files: z.record(z.string(), z.object({ sha256: z.string(), size: z.int().min(0) })),
});

/** A manifest names a handful of files. */
const maxManifestBytes = 2 ** 16;

const { manifest, ema, ...rest } = checkpointFiles;
/** The files that each checkpoint has. */
const contents: readonly string[] = [...Object.values(modelFiles), ...Object.values(rest)];

/** Writes the manifest of the files that a checkpoint's folder holds now. */
export async function writeManifest(folder: string): Promise<void> {
  const files = Object.fromEntries(
    await Promise.all(
      [...contents, ...(existsSync(join(folder, ema)) ? [ema] : [])].map(
        async (name) => [name, await digest(join(folder, name))] as const,
      ),
    ),
  );
  await writeSynced(join(folder, manifest), `${JSON.stringify({ files }, null, 2)}\n`);
}

/**
 * Compares each file of a checkpoint with the manifest.
 *
 * @returns What is wrong; undefined where each file is as it was written.
 */
export async function verifyCheckpoint(folder: string): Promise<string | undefined> {
  const path = join(folder, manifest);
  if (!existsSync(path)) return `${manifest} is missing`;
  try {
    const parsed = manifestFile.safeParse(await readJsonFile(path, maxManifestBytes));
    if (!parsed.success) return `${manifest} is no manifest`;
    const { files } = parsed.data;
    for (const name of [...contents, ...(Object.hasOwn(files, ema) ? [ema] : [])]) {
      const expected = files[name];
      if (expected === undefined) return `${manifest} does not list ${name}`;
      if (!existsSync(join(folder, name))) return `${name} is missing`;
      const info = await lstat(join(folder, name));
      if (!info.isFile()) return `${name} is no ordinary file`;
      const { size } = info;
      const start = await firstBytes(join(folder, name), pointerHeadBytes);
      const pointer = describePointer(start, size);
      if (pointer !== undefined) return `${name} ${pointer}`;
      if (size !== expected.size) return `${name} has ${size} bytes instead of ${expected.size}`;
      const { sha256 } = await digest(join(folder, name));
      if (sha256 !== expected.sha256) return `${name} is not what was written`;
    }
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
}

async function digest(path: string): Promise<{ sha256: string; size: number }> {
  const bytes = await readFile(path);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
}
