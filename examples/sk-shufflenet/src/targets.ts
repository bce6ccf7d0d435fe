/** What this example promises. */
import type { Outcome } from './example.js';

export function missedTargets({ difference, loss, copyDifference }: Outcome): string[] {
  const targets: [kept: boolean, text: string][] = [
    [difference < 1e-4, `answers before training differ by ${difference}, less than 1e-4 is promised`],
    [
      loss.after < 0.75 * loss.before,
      `the loss falls from ${loss.before} to ${loss.after}, by a quarter is promised`,
    ],
    [copyDifference === 0, `a copy out of a file differs by ${copyDifference}, none is promised`],
  ];
  return targets.filter(([kept]) => !kept).map(([, text]) => text);
}
