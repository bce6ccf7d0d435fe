/** Traffic for people and for programs. */

import { csvLine } from 'sk-io';
import { aligned } from '../report/aligned.js';
import type { PassTraffic } from './networkTraffic.js';
import { byShader } from './traffic.js';

const shown = 15;

const times = (value: number, of: number): string => (value / of).toFixed(3);
const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);

export function describeTraffic(title: string, passes: readonly PassTraffic[]): string {
  const head = [
    ...['pass', 'batch', 'dispatches', 'stock', 'ratio'],
    ...['MB', 'stock MB', 'ratio', 'least MB', 'x least', 'stock x least'],
  ];
  const rows = passes.map(({ pass, batch, least, ours, stock }) => [
    ...[pass, `${batch}`],
    ...[`${ours.dispatches}`, `${stock.dispatches}`, times(ours.dispatches, stock.dispatches)],
    ...[mb(ours.bytes), mb(stock.bytes), times(ours.bytes, stock.bytes)],
    ...[mb(least), times(ours.bytes, least), times(stock.bytes, least)],
  ]);
  const breakdown = passes
    .filter(({ pass }) => pass === 'training step')
    .flatMap(({ dispatches, ours }) => [
      '',
      `training step by kernel and shader, the first ${shown} by bytes:`,
      inColumns([
        ['kernel', 'shader', 'dispatches', 'MB', 'share'],
        ...byShader(dispatches)
          .slice(0, shown)
          .map(({ kernel, shader, ...sum }) => [
            ...[kernel, shader, `${sum.dispatches}`],
            ...[mb(sum.bytes), `${((100 * sum.bytes) / ours.bytes).toFixed(1)} %`],
          ]),
      ]),
    ]);
  return [title, '', inColumns([head, ...rows]), ...breakdown].join('\n');
}

/** Aligns columns; those whose first cell below the head begins with a letter hold words. */
function inColumns(lines: readonly (readonly string[])[]): string {
  const [, first = []] = lines;
  return aligned(lines, (column) => !/^[\d.]/.test(first[column] ?? ''));
}

const columns = [
  ...['work', 'batch', 'contestant', 'kernel', 'shader', 'dispatches', 'bytes'],
  ...['times_stock_dispatches', 'times_stock_bytes', 'times_least_bytes'],
];

/** Totals of both, then what makes up our training step. */
export function trafficCsv(network: string, passes: readonly PassTraffic[]): string {
  const lines = passes.flatMap(({ pass, batch, least, ours, stock, dispatches }) => {
    const work = [`${network}, ${pass}`, `${batch}`];
    const whole = (who: string, { dispatches: number, bytes }: PassTraffic['ours']): string[] => [
      ...[...work, who, 'all', 'all', `${number}`, `${bytes}`],
      ...[times(number, stock.dispatches), times(bytes, stock.bytes), times(bytes, least)],
    ];
    const parts = pass === 'training step' ? byShader(dispatches) : [];
    return [
      whole('sk-backend-webgpu', ours),
      whole('tfjs without plug-in', stock),
      [...work, 'least', 'all', 'all', '', `${least}`, '', '', '1'],
      ...parts.map(({ kernel, shader, ...sum }) => [
        ...[...work, 'sk-backend-webgpu', kernel, shader, `${sum.dispatches}`, `${sum.bytes}`],
        ...['', '', ''],
      ]),
    ];
  });
  return [columns, ...lines].map(csvLine).join('');
}
