/** The report on a task: a table for each work, then what the times were judged by. */
import type { TaskResult } from '../run/runTask.js';
import { macsOf } from '../work/macs.js';
import { titleOf } from '../work/title.js';
import type { Work } from '../work/work.js';
import { table } from './table.js';

/** @param base The task's base work */
export function taskReport(result: TaskResult, base: Work | undefined): string {
  const tables = result.works.flatMap((work) => {
    const title = titleOf(work);
    const gmacs = macsOf(work) / 1e9;
    const rows = result.rows.filter((row) => row.work === title);
    return [
      `\n${title}${gmacs > 0 ? ` (${gmacs.toPrecision(3)} GMAC)` : ''}`,
      table(rows, base === undefined ? undefined : titleOf(base)),
    ];
  });
  return [...tables, judgedBy(result)].join('\n');
}

function judgedBy({ baselines: { matMul }, judgeMs, ceilings }: TaskResult): string {
  if (judgeMs !== undefined) {
    const gmacs = macsOf(matMul) / judgeMs / 1e6;
    const { m, k, n } = matMul;
    return `baseline: tf.matMul [${m}, ${k}] * [${k}, ${n}] without plug-in, ${judgeMs.toPrecision(3)} ms, ${gmacs.toPrecision(3)} GMAC/s`;
  }
  if (ceilings === undefined) return '\nno ceilings: no runtime could copy and multiply';
  return (
    `\nceilings: ${(ceilings.bytesPerMs / 1e6).toPrecision(3)} GB/s by the quickest copy, ` +
    `${((2 * ceilings.macsPerMs) / 1e6).toPrecision(4)} GFLOP/s by the quickest matrix product`
  );
}
