/** Rows as a CSV file. */
import { csvLine } from 'sk-io';
import type { Figures } from '../run/figures.js';
import type { Row } from '../run/row.js';
import type { Backend } from '../runtimes/runtime.js';
import { CannotError } from '../work/cannotError.js';

type Column = readonly [name: string, read: (row: Row) => string | number | undefined];

const figure =
  (key: keyof Figures) =>
  ({ figures }: Row): number | undefined =>
    figures instanceof CannotError ? undefined : figures[key];

const columns: readonly Column[] = [
  ['work', ({ work }) => work],
  ['contestant', ({ runtime }) => runtime],
  ['version', ({ version }) => version],
  ['threads', ({ threads }) => threads],
  ['rounds', figure('rounds')],
  ['median_ms', figure('medianMs')],
  ['min_ms', figure('minMs')],
  ['gmac_per_s', figure('gmacs')],
  ['roofs', figure('baselines')],
  ['times_ours', figure('ours')],
  ['times_base', figure('base')],
  ['cannot', ({ figures }) => (figures instanceof CannotError ? figures.message : undefined)],
];

const gpuColumns: readonly Column[] = [
  ['images_per_s', figure('imagesPerSecond')],
  ['gb_per_s', figure('gigabytes')],
  ['of_copy', figure('ofCopy')],
  ['least_ms', figure('leastMs')],
  ['of_least', figure('ofLeast')],
  ['note', ({ note }) => note],
];

/** Returns a head and one line for each row; numbers have five digits. */
export function csv(rows: readonly Row[], backend: Backend): string {
  const all = backend === 'webgpu' ? [...columns, ...gpuColumns] : columns;
  const head = all.map(([name]) => name);
  const lines = rows.map((row) => all.map(([, read]) => cell(read(row))));
  return [head, ...lines].map(csvLine).join('');
}

function cell(value: string | number | undefined): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(5))) : (value ?? '');
}
