/** What a card could do at least with a work, and how near a runtime has come. */

import type { Row } from '../runs/row.js';
import { CannotError } from '../work/cannotError.js';
import { leastMs, movedBytes, type Rates } from '../work/least.js';
import type { Work } from '../work/work.js';
import { columns, quotedLine, values } from './csv.js';

export interface GpuRow extends Row {
  readonly gpu?: GpuFigures;
  /** What the runtime said about how it did it. */
  readonly note?: string;
}

export interface GpuFigures {
  readonly imagesPerSecond?: number;
  /** Billions of bytes a second that an op moves which multiplies nothing, and their share of the copy's. */
  readonly gigabytes?: number;
  readonly ofCopy?: number;
  /** By the counts and the card's ceilings. */
  readonly leastMs: number;
  /** Share of the time that is not to be avoided. */
  readonly ofLeast: number;
}

/** @param ceilings The best rates that anybody has reached on this card with a copy and with a matrix product. */
export function gpuFigures(work: Work, medianMs: number, ceilings: Rates): GpuFigures {
  const least = leastMs(work, ceilings);
  const images = work.kind === 'inference' || work.kind === 'trainStep' || work.kind === 'skUnit';
  const rate = work.kind === 'moving' ? movedBytes(work) / medianMs : undefined;
  return {
    ...(images && { imagesPerSecond: (1000 * work.batch) / medianMs }),
    ...(rate !== undefined && { gigabytes: rate / 1e6, ofCopy: rate / ceilings.bytesPerMs }),
    leastMs: least,
    ofLeast: least / medianMs,
  };
}

const gpuColumns = ['images_per_s', 'gb_per_s', 'of_copy', 'least_ms', 'of_least', 'note'];

export function gpuCsv(rows: readonly GpuRow[]): string {
  const lines = rows.map(({ gpu, note = '', ...row }) => {
    const { imagesPerSecond, gigabytes, ofCopy, leastMs: least, ofLeast } = gpu ?? {};
    const numbers = [imagesPerSecond, gigabytes, ofCopy, least, ofLeast];
    return [...values(row), ...numbers.map((number) => (number === undefined ? '' : short(number))), note];
  });
  return [[...columns, ...gpuColumns], ...lines].map(quotedLine).join('');
}

const short = (number: number): string => String(Number(number.toPrecision(5)));

export function gpuTable(rows: readonly GpuRow[]): string {
  const head = [
    ...['runtime', 'version', 'rounds', 'median ms', 'min ms', 'images/s', 'GMAC/s', '% of baseline'],
    ...['GB/s', '% of copy', 'least ms', '% of least', 'x ours', 'x base', ''],
  ];
  const lines = [head, ...rows.map(cells)];
  const widths = head.map((_, column) =>
    Math.max(...lines.filter(({ length }) => length > 3).map((line) => (line[column] as string).length)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column < 2 || column === head.length - 1
            ? cell.padEnd(widths[column] as number)
            : cell.padStart(widths[column] as number),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cells({ runtime, version, figures, gpu, note = '' }: GpuRow): string[] {
  if (figures instanceof CannotError) return [runtime, version, `cannot: ${figures.message}`];
  const { rounds, medianMs, minMs, gmacs, baselines, ours, base } = figures;
  const percent = (share: number | undefined): number | undefined => share && 100 * share;
  const numbers = [
    ...[medianMs, minMs, gpu?.imagesPerSecond, gmacs || undefined, baselines && 100 / baselines],
    ...[gpu?.gigabytes, percent(gpu?.ofCopy), gpu?.leastMs, percent(gpu?.ofLeast), ours, base],
  ];
  return [runtime, version, String(rounds), ...numbers.map(threeDigits), note];
}

const threeDigits = (number: number | undefined): string => {
  if (number === undefined) return '';
  return number < 999.5 ? number.toPrecision(3) : number.toFixed(0);
};
