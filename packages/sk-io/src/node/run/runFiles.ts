/**
 * The files that a run learns from and is tested on, one a line in files.jsonl behind a line about all of them. A million
 * of them is more than one JSON text may hold here.
 */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { countLines } from '../../formats/text/countLines.js';
import { parseUntrusted } from '../../formats/tfjs/parseUntrusted.js';
import { ModelFileError } from '../../modelFileError.js';
import { longestText, readTextFile } from '../files/readTextFile.js';
import { writeFileAtomically } from '../files/writeFileAtomically.js';
import { runOfCheckpoint, runPaths } from '../layout/runLayout.js';

/** The part that a file has: to learn from, to choose the best checkpoint by, to test the end result on. */
export type SplitName = 'train' | 'val' | 'test';

export interface RunFile {
  readonly split: SplitName;
  /** The path from the data folder on, with / between its parts. */
  readonly name: string;
  readonly bytes: number;
}

export interface RunFiles {
  /** The data folder where the run began, as an absolute path without links. */
  readonly folder: string;
  /** The share of the training images of each class that was kept for validation; absent where the folder has its own. */
  readonly valSplit?: number | undefined;
  readonly files: readonly RunFile[];
}

const head = z.object({
  version: z.literal(1),
  folder: z.string(),
  valSplit: z.number().min(0).max(1).optional(),
  count: z.int().min(0),
});

const splits: readonly unknown[] = ['train', 'val', 'test'];
/** More files than the largest data sets of images have a fourth of, which fit into half a gigabyte of memory. */
const maxFiles = 5_000_000;
/** The longest line: a path of 4,096 bytes, each of them escaped. */
const maxLineLength = 32_768;

/** Writes a run's list of files: readers see the old one or the new one. */
export async function writeRunFiles(run: string, { files, ...about }: RunFiles): Promise<void> {
  await writeFileAtomically(runPaths.files(run), async (file) => {
    await file.appendFile(`${JSON.stringify({ version: 1, ...about, count: files.length })}\n`);
    for (let start = 0; start < files.length; start += linesAtOnce) {
      const some = files.slice(start, start + linesAtOnce);
      await file.appendFile(
        some.map(({ split, name, bytes }) => `${JSON.stringify([split, name, bytes])}\n`).join(''),
      );
    }
  });
}

const linesAtOnce = 10_000;

/**
 * Reads a run's list of files.
 * @param folder of a run, or of a checkpoint in it
 * @returns Undefined where there is none: the folder is another one, or the run is older than such lists.
 * @throws ModelFileError where the file is not one that this version writes.
 */
export async function readRunFiles(folder: string): Promise<RunFiles | undefined> {
  const path = runPaths.files(runOfCheckpoint(folder) ?? folder);
  if (!existsSync(path)) return undefined;
  const text = (await readTextFile(path, longestText)).trimEnd();
  const lines = countLines(text) - 1;
  if (lines > maxFiles) throw new ModelFileError(path, `lists ${lines} files, wants at most ${maxFiles}`);
  const [first, ...rest] = text.split('\n');
  const about = head.safeParse(parseUntrusted(first ?? '', path));
  if (!about.success)
    throw new ModelFileError(path, 'does not begin as a list of files of this version does');
  const { version: _, count, ...known } = about.data;
  if (rest.length !== count) throw new ModelFileError(path, `lists ${rest.length} files, wants ${count}`);
  return { ...known, files: rest.map((line, i) => parseLine(line, i + 2, path)) };
}

function parseLine(line: string, number: number, path: string): RunFile {
  const parsed = line.length > maxLineLength ? undefined : readLine(line);
  if (parsed === undefined) throw new ModelFileError(path, `line ${number} is not a file of the list`);
  return parsed;
}

/** Reads a line, of which there may be millions; undefined for anything else. */
function readLine(line: string): RunFile | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!Array.isArray(value)) return undefined;
    const [split, name, bytes, ...more] = value as unknown[];
    const isFile = splits.includes(split) && typeof name === 'string' && more.length === 0;
    if (!isFile || !Number.isSafeInteger(bytes) || Number(bytes) < 0) return undefined;
    return { split: split as SplitName, name, bytes: Number(bytes) };
  } catch {
    return undefined;
  }
}
