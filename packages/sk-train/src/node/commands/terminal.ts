/** Where a command's words go: results to standard output, everything else to standard error. */
import { BarProgress } from '../progress/barProgress.js';
import { LineProgress } from '../progress/lineProgress.js';
import type { Progress } from '../progress/progress.js';

/** A line of the result. */
export function printResult(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A line beside the result. */
export function printNote(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function openProgress(): Progress {
  if (process.stderr.isTTY) return new BarProgress(process.stderr);
  return new LineProgress((text) => void process.stderr.write(text));
}

/** A message on one line, without the control characters that a file name may bring, nor those that turn text around. */
export function oneLine(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '?')
    .trim();
}
