/** The table of a search for a learning rate: a row for each step, one of which may be the suggestion. */
import { existsSync } from 'node:fs';
import type { RatePoint } from 'sk-models';
import { DataError } from '../../dataError.js';
import { csvText } from '../../formats/text/csv.js';
import { readTextFile } from '../files/readTextFile.js';
import { writeFileAtomically } from '../files/writeFileAtomically.js';
import { searchPaths } from '../layout/runLayout.js';

export interface RateTable {
  readonly points: readonly RatePoint[];
  /** The rate of one of the points. */
  readonly suggestion?: number;
}

const columns = ['learningRate', 'loss', 'smoothedLoss', 'suggested'] as const;
/** Some ten thousand steps. */
const maxBytes = 2 ** 20;

/** Writes the table into a folder, which is made. @returns The path of the file. */
export async function writeRateTable(folder: string, { points, suggestion }: RateTable): Promise<string> {
  const rows = points.map(({ learningRate, loss, smoothedLoss }) => [
    ...[learningRate, loss, smoothedLoss],
    learningRate === suggestion ? 'yes' : undefined,
  ]);
  const path = searchPaths.rates(folder);
  await writeFileAtomically(path, csvText(columns, rows));
  return path;
}

/**
 * Reads the table in a folder.
 *
 * @throws DataError where there is none, or another one; ModelFileError for a file that is too large
 */
export async function readRateTable(folder: string): Promise<RateTable> {
  const path = searchPaths.rates(folder);
  if (!existsSync(path)) {
    throw new DataError(`${folder}: holds no search for a learning rate: sk-train find-lr --out writes one`);
  }
  const [head, ...lines] = (await readTextFile(path, maxBytes)).split(/\r?\n/);
  if (head !== columns.join()) {
    throw new DataError(`${path}: wants the columns ${columns.join()} in line 1`);
  }
  const rows = lines.filter((line) => line !== '').map((line, i) => parseRow(line, `${path}: line ${i + 2}`));
  if (rows.length === 0) throw new DataError(`${path}: has no row`);
  const suggestion = rows.find(({ isSuggested }) => isSuggested)?.point.learningRate;
  return {
    points: rows.map(({ point }) => point),
    ...(suggestion !== undefined && { suggestion }),
  };
}

function parseRow(line: string, place: string): { readonly point: RatePoint; readonly isSuggested: boolean } {
  const cells = line.split(',', columns.length + 1);
  const [learningRate, loss, smoothedLoss] = cells
    .slice(0, 3)
    .map((cell) => (cell === '' ? Number.NaN : Number(cell))) as [number, number, number];
  const [suggested] = cells.slice(3);
  const isRow = cells.length === columns.length && [learningRate, loss, smoothedLoss].every(Number.isFinite);
  if (!isRow || learningRate <= 0 || (suggested !== '' && suggested !== 'yes')) {
    throw new DataError(
      `${place} wants a rate above 0, two losses, and yes or nothing: write it anew with sk-train find-lr --out`,
    );
  }
  return { point: { learningRate, loss, smoothedLoss }, isSuggested: suggested === 'yes' };
}
