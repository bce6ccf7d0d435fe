/** What each kernel of an SK unit must move and multiply, and how long that takes at given ceilings. */
import { leastMs, leastSteps, movedBytes, type Rates } from '../work/least.js';
import { imageShape, skLayer } from '../work/shapes.js';
import { titleOf } from '../work/title.js';
import type { MovingWork, SkUnitWork } from '../work/work.js';

export interface CountOptions {
  /** Of a copy, bytes read and written: 10^9 a second. */
  readonly copy: number;
  /** Of a matrix product, two operations a MAC: 10^9 a second. */
  readonly matmul: number;
}

export async function askCounts(options: CountOptions): Promise<boolean> {
  console.log(countTables(options));
  return true;
}

const unit: SkUnitWork = { kind: 'skUnit', batch: 32, size: 56, channels: 128 };

/** Markdown. */
export function countTables({ copy, matmul }: CountOptions): string {
  const rates: Rates = { bytesPerMs: copy * 1e6, macsPerMs: (matmul / 2) * 1e6 };
  return [
    `${titleOf(unit)}, at ${copy} GB/s and ${matmul} GFLOP/s:`,
    '',
    unitTable(rates),
    '',
    'Ops that only move bytes, on the same images:',
    '',
    movingTable(rates),
  ].join('\n');
}

function unitTable(rates: Rates): string {
  const parts = skLayer(unit).parts(imageShape(unit));
  const passes = parts.flatMap(({ name, cost }) => [
    { name: [nameOf(name), 'forward'], bytes: cost.forwardBytes, macs: cost.macs },
    { name: [nameOf(name), 'backward'], bytes: cost.backwardBytes, macs: 2 * cost.macs },
  ]);
  const sum = (of: 'bytes' | 'macs'): number => passes.reduce((total, pass) => total + pass[of], 0);
  return markdown(
    ['op', 'pass', 'MB', 'MMAC', 'us to move', 'us to multiply', 'least us'],
    [
      ...passes.map(({ name, bytes, macs }) => {
        const [move, multiply] = [bytes / rates.bytesPerMs, macs / rates.macsPerMs];
        return [
          ...name,
          millions(bytes),
          millions(macs),
          ...[move, multiply, Math.max(move, multiply)].map(us),
        ];
      }),
      ['all', '', millions(sum('bytes')), millions(sum('macs')), '', '', us(leastMs(unit, rates))],
    ],
  );
}

function movingTable(rates: Rates): string {
  const image = { batch: unit.batch, size: unit.size, channels: unit.channels };
  const moving = (op: MovingWork['op'], pass: MovingWork['pass']): MovingWork => ({
    ...{ kind: 'moving', op, pass },
    ...image,
  });
  const works = [
    moving('copy', 'forward'),
    ...(['select', 'fuse', 'batchNorm', 'channelShuffle'] as const).flatMap((op) => [
      moving(op, 'forward'),
      moving(op, 'backward'),
    ]),
  ];
  return markdown(
    ['op', 'least MB', 'moved MB', 'us to move'],
    works.map((work) => {
      const moved = movedBytes(work);
      return [
        titleOf(work),
        millions(leastSteps(work)[0]?.bytes as number),
        millions(moved),
        us(moved / rates.bytesPerMs),
      ];
    }),
  );
}

const nameOf = (part: string): string =>
  part.slice(part.indexOf('/') + 1).replace(/^select$/, 'fuse, softmax, select');
const millions = (value: number): string => (value / 1e6).toFixed(1);
const us = (milliseconds: number): string => (1000 * milliseconds).toFixed(1);

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const words = rows[0]?.map((cell) => !/^[\d.]+$/.test(cell)) ?? [];
  return [line(head), line(head.map((_, i) => (words[i] ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
