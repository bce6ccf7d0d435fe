/** What a user drops or picks: files, and the files inside folders. */

/** Enough for a model in its folder, beside whatever lies there. */
const mostFiles = 200;

/** @throws Error in words where there are too many */
export async function droppedFiles({ items, files }: DataTransfer): Promise<readonly File[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...files];
  const found: File[] = [];
  for (const entry of entries) await walk(entry, found);
  return found;
}

async function walk(entry: FileSystemEntry, found: File[]): Promise<void> {
  if (found.length >= mostFiles) {
    throw new Error(
      `More than ${mostFiles} files were dropped: drop one picture, or the folder of one model.`,
    );
  }
  if (entry instanceof FileSystemFileEntry || entry.isFile) {
    found.push(
      await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
    );
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return;
    for (const inner of part) await walk(inner, found);
  }
}

/** Whether these are a model's files, and no picture. */
export const isCheckpoint = (files: readonly File[]): boolean =>
  files.some(({ name }) => /\.(json|bin)$/i.test(name));

/** The bytes of a model's files by name. @throws Error in words where they are of several models, or too large */
export async function checkpointFiles(files: readonly File[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const models = files.filter(({ name }) => name === 'model.json');
  if (models.length > 1) {
    throw new Error(
      `${models.length} files are called model.json: of a run, drop one folder inside checkpoints/.`,
    );
  }
  const large = files.find(({ size }) => size > mostBytes);
  if (large !== undefined) {
    throw new Error(
      `${large.name} has ${(large.size / 1e6).toFixed(0)} MB; up to ${mostBytes / 1e6} MB are read here.`,
    );
  }
  const own = files.filter(({ name }) => /\.(json|bin)$/i.test(name));
  const bytes = await Promise.all(own.map(async (file) => new Uint8Array(await file.arrayBuffer())));
  return new Map(own.map(({ name }, i) => [name, bytes[i]!]));
}

/** SKNet-101 has 200 MB. */
const mostBytes = 1e9;
