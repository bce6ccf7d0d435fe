/** Prints the report of a surgery. */
import { elementAt } from 'sk-core';
import type { SurgeryCosts } from './surgeryCosts.js';
import type { ReplacedConv, SurgeryReport } from './surgeryReport.js';

/** Returns one line for each convolution, then the sums. */
export function surgeryText({ replaced, skipped, before, after }: SurgeryReport): string {
  const rows = [
    ['convolution', 'was', 'becomes', '#P', 'MMACs'],
    ...replaced.map((conv) => [conv.name, was(conv), becomes(conv), ...change(conv.before, conv.after)]),
    ['the model', '', '', ...change(before, after)],
  ];
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(elementAt(widths, i)))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...skipped.map(({ name, reason }) => `left as it is: ${name}: ${reason}`)].join('\n');
}

function was({ kind, filters, strides: [vertical, horizontal], uses }: ReplacedConv): string {
  const strided = vertical * horizontal > 1 ? `, stride ${vertical}` : '';
  return `${kind} 3x3, ${filters} filters${strided}${uses > 1 ? `, used ${uses} times` : ''}`;
}

function becomes({ branches, width }: ReplacedConv): string {
  const kernels = branches.map(({ kernelSize: k, dilation: d }) => `${k}x${k}${d > 1 ? ` d${d}` : ''}`);
  return `SK[${kernels.join(', ')}], d = ${width}`;
}

function change(before: SurgeryCosts, after: SurgeryCosts): [parameters: string, macs: string] {
  const whole = (n: number): string => n.toLocaleString('en-US');
  const millions = ({ macs }: SurgeryCosts): string => (macs === undefined ? '?' : (macs / 1e6).toFixed(2));
  return [
    `${whole(before.parameters)} -> ${whole(after.parameters)}`,
    `${millions(before)} -> ${millions(after)}`,
  ];
}
